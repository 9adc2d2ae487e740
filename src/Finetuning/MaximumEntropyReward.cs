using VanishingGradients.Data;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>The maximum-entropy objective of soft actor-critic (Haarnoja et al. 2018) with exact expectations: maximise Σ_y p(y|x) (r(x, y) − α ln p(y|x)).</summary>
/// <remarks>
/// It is the expected reward plus α times the entropy of the policy, so it is the entropy-regularised expected reward as well. Its maximum over all policies is
/// p(y) ∝ exp(r(y)/α). With outputs of one step the soft Q function is the reward itself, so nothing has to be learned besides the policy.
/// </remarks>
public sealed class MaximumEntropyReward : Objective
{
    /// <summary>The objective with an entropy weight.</summary>
    /// <param name="entropyWeight">α, at least 0; 0 is <see cref="ExpectedReward"/>.</param>
    public MaximumEntropyReward(double entropyWeight) => EntropyWeight = entropyWeight;

    /// <summary>α, in units of reward per nat.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number of at least 0.</exception>
    public double EntropyWeight { get; init => field = OptionCheck.NotNegative(value, nameof(EntropyWeight)); }

    /// <inheritdoc />
    public override string Name => "maximum-entropy RFT";

    /// <inheritdoc />
    public override bool IsMaximised => true;

    /// <inheritdoc />
    public override Tensor PerInput(PolicyBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return (batch.Probabilities * (batch.Rewards - EntropyWeight * batch.LogProbabilities)).sum(-1);
    }
}
