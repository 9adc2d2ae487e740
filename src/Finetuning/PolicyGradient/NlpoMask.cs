using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>The learned top-p action mask of NLPO (Ramamurthy et al. 2023): an earlier copy of the policy says which tokens may be chosen.</summary>
public static class NlpoMask
{
    /// <summary>Which tokens may be chosen: those that are ranked above by a total probability of at most p.</summary>
    /// <param name="maskLogits">Logits of the masking policy, shape [..., K].</param>
    /// <param name="topP">p, above 0 and at most 1.</param>
    /// <param name="minTokensToKeep">The most probable tokens that stay whatever p is, at least 1; see <see cref="NlpoVariant"/>.</param>
    /// <param name="alwaysAllowed">Tokens that are never removed: the tokenizer's special ones.</param>
    /// <param name="variant">Which count <paramref name="minTokensToKeep"/> means.</param>
    /// <returns>bool, shape [..., K], true where allowed.</returns>
    public static Tensor Allowed(Tensor maskLogits, double topP, int minTokensToKeep, IReadOnlyList<int> alwaysAllowed, NlpoVariant variant)
    {
        ArgumentNullException.ThrowIfNull(maskLogits);
        ArgumentNullException.ThrowIfNull(alwaysAllowed);
        ArgumentOutOfRangeException.ThrowIfLessThan(minTokensToKeep, 1);
        if (topP is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(topP), topP, "topP must be above 0 and at most 1.");
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var tokens = maskLogits.shape[^1];
        var (sorted, order) = nn.functional.softmax(maskLogits, -1).sort(-1, descending: true);
        var above = sorted.cumsum(-1).roll(1, -1);
        var kept = above.le(topP);
        kept.narrow(-1, 0, Math.Min(tokens, variant == NlpoVariant.SequenceToSequence && minTokensToKeep > 1 ? minTokensToKeep + 1 : minTokensToKeep)).fill_(true);
        var allowed = zeros_like(kept).scatter(-1, order, kept);
        if (alwaysAllowed.Count > 0)
        {
            allowed.index_fill_(-1, tensor(alwaysAllowed.Select(id => (long)id).ToArray(), device: allowed.device), true);
        }

        return allowed.MoveToOuterDisposeScope();
    }

    /// <summary>Log-probabilities as RL4LMs masks them: an allowed token keeps ln p, without renormalisation; a removed one has ln ε.</summary>
    /// <param name="logProbabilities">ln p of the policy, shape [..., K].</param>
    /// <param name="allowed">See <see cref="Allowed"/>.</param>
    /// <returns>Shape [..., K], within [ln ε, ln(1 − ε)], with ε the machine precision of the type (as torch.distributions clamps).</returns>
    public static Tensor LogProbabilities(Tensor logProbabilities, Tensor allowed)
    {
        ArgumentNullException.ThrowIfNull(logProbabilities);
        ArgumentNullException.ThrowIfNull(allowed);
        var epsilon = finfo(logProbabilities.dtype).eps;
        return logProbabilities.clamp(Math.Log(epsilon), Math.Log(1 - epsilon)).masked_fill(allowed.logical_not(), Math.Log(epsilon));
    }

    /// <summary>Entropy as RL4LMs reports it under a mask: −Σ q ln p over the allowed tokens, with q the renormalised and p the plain probabilities.</summary>
    /// <param name="logProbabilities">ln p of the policy, shape [..., K].</param>
    /// <param name="allowed">See <see cref="Allowed"/>.</param>
    /// <returns>Shape [...].</returns>
    public static Tensor Entropy(Tensor logProbabilities, Tensor allowed)
    {
        ArgumentNullException.ThrowIfNull(logProbabilities);
        ArgumentNullException.ThrowIfNull(allowed);
        var kept = logProbabilities.exp() * allowed.to(logProbabilities.dtype);
        return -(kept / kept.sum(-1, keepdim: true) * LogProbabilities(logProbabilities, allowed)).sum(-1);
    }
}
