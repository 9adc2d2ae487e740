using VanishingGradients.Finetuning.PolicyGradient;
using VanishingGradients.Models.Language;
using VanishingGradients.Text.Generation;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>NLPO's masking policy: a copy of the policy that stays behind.</summary>
internal sealed class LearnedMask : IDisposable
{
    private readonly NlpoOptions _options;
    private readonly IReadOnlyList<int> _alwaysAllowed;
    private readonly LanguageModel _model;
    private readonly NlpoVariant _variant;

    internal LearnedMask(LanguageModel policy, NlpoOptions options, IReadOnlyList<int> alwaysAllowed)
    {
        (_model, _options, _alwaysAllowed) = (policy.Copy(), options, alwaysAllowed);
        _variant = policy.DecoderStart is null ? NlpoVariant.Causal : NlpoVariant.SequenceToSequence;
    }

    /// <summary>Its parameters, shape [P].</summary>
    internal Tensor Values => _model.Parameters.Values;

    /// <summary>The mask for generation.</summary>
    internal TokenMask ForGeneration => new(_model, Allowed);

    /// <summary>Becomes a copy of the policy where an iteration begins that asks for it.</summary>
    internal void Refresh(int iteration, Tensor policy)
    {
        if (iteration > 1 && (iteration - 1) % _options.RefreshEvery == 0)
        {
            using var noGrad = no_grad();
            Values.copy_(policy);
        }
    }

    /// <summary>Which tokens were allowed in the chosen tokens' places. The chosen ones were, whatever rounding in another batch says of those
    /// at the edge of the mask.</summary>
    /// <returns>bool, shape [N, V].</returns>
    internal Tensor Allowed(ChosenTokens tokens)
    {
        using var noGrad = no_grad();
        var chosen = tokens.Ids.unsqueeze(-1);
        return Allowed(_model.Project(tokens.HiddenStates(_model))).scatter_(-1, chosen, ones_like(chosen, ScalarType.Bool));
    }

    /// <inheritdoc />
    public void Dispose() => _model.Dispose();

    private Tensor Allowed(Tensor logits) =>
        NlpoMask.Allowed(logits.to(ScalarType.Float64), _options.TopP, _options.MinTokensToKeep, _alwaysAllowed, _variant);
}
