namespace VanishingGradients.Experiments.Studies;

/// <summary>Algorithms of finetuning that <see cref="AlgorithmStudy"/> compares. Laws are those of gradient flow on one input whose rewarded output starts
/// with probability p0 (see <see cref="Analysis.TimeSeparation.TimeToHalf"/>); for samples, of the wait for a first reward (see
/// <see cref="Analysis.TimeSeparation.SampledSignal"/>).</summary>
public enum Algorithm
{
    /// <summary>SFT: the labels are given. Time ln(1/p0).</summary>
    Supervised,

    /// <summary>Expected reward, exact: the paper's RFT. Time 1/p0.</summary>
    ExpectedReward,

    /// <summary>Expected reward divided by the reward std of the input, exact. Time 1/√p0.</summary>
    NormalizedReward,

    /// <summary>TRPO: the natural gradient of the exact expected reward within a trust region. Time ln(1/p0).</summary>
    TrustRegion,

    /// <summary>Soft actor-critic's maximum-entropy objective, exact. Time 1/(p0 (2 + α ln(1/p0))) up to constants.</summary>
    MaximumEntropy,

    /// <summary>REINFORCE: one sample per input, no baseline. Wait 1/p0.</summary>
    Reinforce,

    /// <summary>A2C: one sample per input, a value network. Wait 1/p0.</summary>
    A2c,

    /// <summary>PPO: one sample per input for several steps, a value network, clipped. Wait 1/p0.</summary>
    Ppo,

    /// <summary>RLOO: G samples per input, each compared with the others. Wait 1/(G p0).</summary>
    Rloo,

    /// <summary>GRPO: G samples per input, normalised by their std. Wait 1/(G p0).</summary>
    Grpo,

    /// <summary>Dr. GRPO: GRPO without the division by the std. Wait 1/(G p0).</summary>
    DrGrpo,
}
