using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language;

/// <summary>The expected return of every prefix of a completion: a language model of its own whose hidden states a linear layer without
/// bias maps to one number each (RL4LMs; Ramamurthy et al. 2023).</summary>
public sealed class ValueNetwork : nn.Module
{
    private const string Remedy = "It has the type and the device of its policy: give them where that is made or loaded.";

    private readonly LanguageModel _body;
    private readonly Parameter _head;
    private Torch.ParameterVector? _vector;

    /// <summary>A value network that starts from a policy's parameters; the two share none. It has the policy's type and device, and what is frozen in
    /// the policy is frozen here too.</summary>
    /// <param name="policy">The policy, which is copied.</param>
    /// <param name="initialisation">Random stream that the linear layer is drawn from, uniform in ±1/√d.</param>
    public ValueNetwork(LanguageModel policy, Generator initialisation)
        : base("value network")
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(initialisation);
        _body = policy.Copy();
        _head = new Parameter(empty([1, policy.HiddenSize], dtype: policy.Type, device: policy.Device));
        Initialisation.Draw(_head, null, initialisation);
        register_module("body", _body);
        register_parameter("head.weight", _head);
    }

    /// <summary>All trainable parameters as one vector, gathered at the first use.</summary>
    public Torch.ParameterVector Parameters => _vector ??= new Torch.ParameterVector(this, () => _body.HasSecondDerivatives);

    /// <summary>Values before each token of the completions.</summary>
    /// <param name="prompts">B prompts.</param>
    /// <param name="completions">B completions of T tokens, padded on the right.</param>
    /// <returns>Shape [B, T]: entry t is the value of the prompt and the first t tokens; 0 where a completion is padded.</returns>
    /// <exception cref="ArgumentException">See <see cref="LanguageModel.HiddenStates(TokenRows, TokenRows)"/>.</exception>
    public Tensor Values(TokenRows prompts, TokenRows completions)
    {
        ArgumentNullException.ThrowIfNull(completions);
        // The gradient of the head sums over all positions: what stands at padding has to be 0, because 0 times anything else may be NaN.
        return Of(_body.HiddenStates(prompts, completions).masked_fill(completions.Mask.eq(0).unsqueeze(-1), 0));
    }

    /// <summary>Values before some tokens of the completions.</summary>
    /// <param name="prompts">B prompts.</param>
    /// <param name="completions">B completions of T tokens, padded on the right.</param>
    /// <param name="places">Places of N tokens in the flattened completions, int64, shape [N].</param>
    /// <returns>Shape [N].</returns>
    /// <exception cref="ArgumentException">See <see cref="LanguageModel.HiddenStates(TokenRows, TokenRows)"/>.</exception>
    public Tensor Values(TokenRows prompts, TokenRows completions, Tensor places) => Of(_body.HiddenStates(prompts, completions, places));

    /// <summary>The same, with a graph to <see cref="Parameters"/>: see <see cref="LanguageModel.TrainedStates"/>.</summary>
    internal Tensor TrainedValues(TokenRows prompts, TokenRows completions, Tensor places) => Of(_body.TrainedStates(prompts, completions, places));

    private Tensor Of(Tensor hidden) => nn.functional.linear(hidden, _head).squeeze(-1);

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">It would change the type or the device.</exception>
    protected override nn.Module _to(Device device, ScalarType dtype, bool non_blocking)
    {
        ArgumentNullException.ThrowIfNull(device);
        FixedPlace.Require(this, Remedy, dtype, device.type, device.index);
        return this;
    }

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">It would change the device.</exception>
    protected override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
    {
        FixedPlace.Require(this, Remedy, null, deviceType, deviceIndex);
        return this;
    }

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">It would change the type.</exception>
    protected override nn.Module _to(ScalarType dtype, bool non_blocking)
    {
        FixedPlace.Require(this, Remedy, dtype);
        return this;
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _vector?.Dispose();
        }

        base.Dispose(disposing);
    }
}
