using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Data;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>A policy-gradient method: how rollouts are made, how their advantages are had, and how they change the policy.</summary>
/// <remarks>
/// One iteration: inputs are drawn, the policy writes <see cref="SamplesPerInput"/> outputs for each, every transition gets an advantage, and the policy
/// is changed in minibatches of transitions, <see cref="EpochsPerRollout"/> times through. The defaults are those of <see cref="Ppo"/>.
/// </remarks>
public sealed record PolicyGradientOptions
{
    /// <summary>Iterations. <value>100 (RL4LMs, most tasks).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Iterations { get; init => field = OptionCheck.AtLeastOne(value, nameof(Iterations)); } = 100;

    /// <summary>Inputs per iteration, or per draw where <see cref="TransitionsPerRollout"/> decides. <value>512 (batch of the official controlled
    /// plans).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int InputsPerRollout { get; init => field = OptionCheck.AtLeastOne(value, nameof(InputsPerRollout)); } = 512;

    /// <summary>G, outputs per input. <value>1 (PPO).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int SamplesPerInput { get; init => field = OptionCheck.AtLeastOne(value, nameof(SamplesPerInput)); } = 1;

    /// <summary>Inputs are drawn until there are as many transitions; the last episode is cut there. Null for <see cref="InputsPerRollout"/> inputs with whole
    /// episodes. <value>null; 1,280 to 5,120 in RL4LMs.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? TransitionsPerRollout { get; init => field = value is { } count ? OptionCheck.AtLeastOne(count, nameof(TransitionsPerRollout)) : null; }

    /// <summary>Whether every input is drawn from all inputs (RL4LMs); otherwise they come in shuffled passes through all inputs. <value>false, as the
    /// batches of the official controlled plans.</value></summary>
    public bool DrawsWithReplacement { get; init; }

    /// <summary>Further draws that replace groups whose rewards are all equal (DAPO's dynamic sampling, Yu et al. 2025); what is missing after the
    /// last draw stays missing. 0 keeps every group. <value>0.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0.</exception>
    public int ResamplingDraws { get; init => field = (int)OptionCheck.NotNegative(value, nameof(ResamplingDraws)); }

    /// <summary>Divides the logits of enumerable inputs before the softmax; a language model has its own decoding options
    /// and refuses another value than 1. <value>1.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double Temperature { get; init => field = OptionCheck.Positive(value, nameof(Temperature)); } = 1;

    /// <summary>How advantages are had. <value>Generalised advantage estimation.</value></summary>
    public AdvantageOptions Advantage { get; init; } = new GaeAdvantage();

    /// <summary>Std by which the advantages of a minibatch are divided after their mean is taken off; null for neither. <value>One (RL4LMs).</value></summary>
    public Ddof? NormalizeAdvantages { get; init; } = Ddof.One;

    /// <summary>The loss. <value>Clipped at 0.2 (RL4LMs).</value></summary>
    public PolicyLoss Loss { get; init; } = new ClippedLoss();

    /// <summary>How the losses of transitions become one; the value network's is always a mean over transitions. <value>Every transition alike (RL4LMs).</value></summary>
    public LossAggregation Aggregation { get; init; } = LossAggregation.TransitionMean;

    /// <summary>Passes through a rollout. <value>5 (RL4LMs).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int EpochsPerRollout { get; init => field = OptionCheck.AtLeastOne(value, nameof(EpochsPerRollout)); } = 5;

    /// <summary>Transitions per step; the last step of a pass may have fewer. Null for all of the rollout. <value>64 (RL4LMs).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? MinibatchSize { get; init => field = value is { } size ? OptionCheck.AtLeastOne(size, nameof(MinibatchSize)) : null; } = 64;

    /// <summary>Weight of the entropy bonus. <value>0 (RL4LMs, most tasks).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number of at least 0.</exception>
    public double EntropyCoefficient { get; init => field = OptionCheck.NotNegative(value, nameof(EntropyCoefficient)); }

    /// <summary>How the entropy is had. <value>Exact (RL4LMs).</value></summary>
    public EntropyEstimate EntropyEstimate { get; init; } = EntropyEstimate.Exact;

    /// <summary>Weight of the value network's squared error. <value>0.5 (RL4LMs).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double ValueCoefficient { get; init => field = OptionCheck.Positive(value, nameof(ValueCoefficient)); } = 0.5;

    /// <summary>Penalty for leaving the reference policy; null for none. Only with it a reference policy is kept and the KL divergence from it logged, even
    /// with a coefficient of 0. <value>null (official controlled plans); see <see cref="KlPenaltyOptions"/> for RL4LMs'.</value></summary>
    public KlPenaltyOptions? Kl { get; init; }

    /// <summary>Largest common norm of the gradients of policy and value network; null for any. <value>0.5 (RL4LMs).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double? MaxGradientNorm { get; init => field = value is { } norm ? OptionCheck.Positive(norm, nameof(MaxGradientNorm)) : null; } = 0.5;

    /// <summary>The optimiser. <value>Adam with learning rate 1e-4 (official controlled plans); RL4LMs takes AdamW, 2e-6 or less, weight decay
    /// 1e-6.</value></summary>
    public OptimizerOptions Optimizer { get; init; } = new AdamOptions(1e-4);

    /// <summary>Iterations between two rows of the log; the first and the last always get one. <value>1.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int LogEvery { get; init => field = OptionCheck.AtLeastOne(value, nameof(LogEvery)); } = 1;

    /// <summary>PPO (Schulman et al. 2017) with the numbers of RL4LMs, but neither its KL penalty nor its learning rate, which belong to a task.</summary>
    public static PolicyGradientOptions Ppo { get; } = new();

    /// <summary>A2C (Mnih et al. 2016) with the numbers of Stable-Baselines3: one step per rollout, plain returns, no normalisation.</summary>
    public static PolicyGradientOptions A2c { get; } = new()
    {
        Advantage = new GaeAdvantage { Lambda = 1 },
        NormalizeAdvantages = null,
        Loss = new LogProbabilityLoss(),
        EpochsPerRollout = 1,
        MinibatchSize = null,
    };

    /// <summary>REINFORCE (Williams 1992): one sample per input, no baseline, one step per rollout, as in the paper's code.</summary>
    public static PolicyGradientOptions Reinforce { get; } = A2c with { Advantage = new RewardAdvantage(), MaxGradientNorm = null };

    /// <summary>RLOO (Ahmadian et al. 2024): four samples per input, each compared with the mean of the others, one step per rollout.</summary>
    public static PolicyGradientOptions Rloo { get; } = Reinforce with { Advantage = new LeaveOneOutAdvantage(), SamplesPerInput = 4 };

    /// <summary>GRPO (Shao et al. 2024): advantages normalised within the group, clipped loss, KL penalty 0.04 (K3) in the loss, one step per rollout. The
    /// paper's 64 samples per input are 8 here, the kit's choice.</summary>
    public static PolicyGradientOptions Grpo { get; } = Reinforce with
    {
        Advantage = new GroupNormalizedAdvantage(),
        SamplesPerInput = 8,
        Loss = new ClippedLoss(),
        Aggregation = LossAggregation.EpisodeMean,
        Kl = new KlPenaltyOptions { Coefficient = 0.04, Estimator = KlEstimator.K3, Place = KlPlace.Loss },
        MaxGradientNorm = 1,
    };

    /// <summary>Dr. GRPO (Liu et al. 2025): GRPO without the division by the group's std, with the generation budget in place of an episode's length, and
    /// without KL penalty.</summary>
    public static PolicyGradientOptions DrGrpo { get; } = Grpo with
    {
        Advantage = new GroupCentredAdvantage(),
        Aggregation = LossAggregation.EpisodeBudget,
        Kl = null,
    };

    /// <summary>Checks what options of one method demand of each other.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An advantage that compares samples of one input has only one, or episodes would be cut that
    /// cannot be.</exception>
    internal void Validate()
    {
        if (TransitionsPerRollout is not null && (Advantage is not GaeAdvantage || ResamplingDraws > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(TransitionsPerRollout), TransitionsPerRollout,
                $"{nameof(TransitionsPerRollout)} cuts an episode, which only {nameof(GaeAdvantage)} without {nameof(ResamplingDraws)} can make up for; it must be null here.");
        }

        if (SamplesPerInput < 2 && (Advantage.ComparesGroup || ResamplingDraws > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(SamplesPerInput), SamplesPerInput,
                $"{nameof(SamplesPerInput)} must be at least 2 where samples of one input are compared ({(Advantage.ComparesGroup ? Advantage.GetType().Name : nameof(ResamplingDraws))}).");
        }
    }
}
