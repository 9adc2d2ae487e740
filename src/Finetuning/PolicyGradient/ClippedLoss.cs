using VanishingGradients.Data;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>PPO's clipped surrogate (Schulman et al. 2017): −min(ρA, clip(ρ, 1 − ε, 1 + ε′)A) with ρ = p/p̄.</summary>
public sealed record ClippedLoss : PolicyLoss
{
    /// <summary>The surrogate with a clip range.</summary>
    /// <param name="clip">See <see cref="Clip"/>.</param>
    public ClippedLoss(double clip = 0.2) => Clip = clip;

    /// <summary>ε. <value>0.2 (RL4LMs).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not strictly between 0 and 1.</exception>
    public double Clip
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(Clip), value, $"{nameof(Clip)} must lie strictly between 0 and 1.");
    }

    /// <summary>ε′, where the range reaches farther upwards (0.28 in DAPO, Yu et al. 2025); null for ε. <value>null.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double? UpperClip { get; init => field = value is { } clip ? OptionCheck.Positive(clip, nameof(UpperClip)) : null; }

    /// <summary>c of the dual clip (Ye et al. 2020): where A &lt; 0 the loss is at most −cA; null for no limit. <value>null.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 1.</exception>
    public double? DualClip
    {
        get;
        init => field = value is null or (> 1 and < double.PositiveInfinity)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(DualClip), value, $"{nameof(DualClip)} must be a finite number above 1.");
    }

    /// <inheritdoc />
    public override Tensor PerTransition(Tensor logProbabilities, Tensor rollout, Tensor advantages)
    {
        ArgumentNullException.ThrowIfNull(logProbabilities);
        ArgumentNullException.ThrowIfNull(advantages);
        var ratio = (logProbabilities - rollout).exp();
        var gain = minimum(ratio * advantages, ratio.clamp(1 - Clip, 1 + (UpperClip ?? Clip)) * advantages);
        return DualClip is { } most ? -where(advantages.lt(0), maximum(gain, advantages * most), gain) : -gain;
    }

    /// <inheritdoc />
    public override Tensor IsClipped(Tensor ratio)
    {
        ArgumentNullException.ThrowIfNull(ratio);
        return ratio.lt(1 - Clip).logical_or(ratio.gt(1 + (UpperClip ?? Clip)));
    }
}
