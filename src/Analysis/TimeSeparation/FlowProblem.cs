using VanishingGradients.Analysis.Policies;

namespace VanishingGradients.Analysis.TimeSeparation;

/// <summary>
/// Learning on one of n training inputs by a linear softmax policy with orthonormal inputs and the mean objective over inputs. The inputs
/// decouple: the logits of each follow dz/dt = velocity / n, so one input is all there is to integrate.
/// </summary>
public sealed record FlowProblem
{
    /// <summary>States the problem.</summary>
    /// <param name="start">The policy on the input at time 0.</param>
    /// <param name="rewards">K finite rewards; they give mean and std of the trajectory.</param>
    /// <param name="target">The output whose probability is to rise.</param>
    /// <exception cref="ArgumentException">The rewards or the target do not fit the policy.</exception>
    public FlowProblem(SoftmaxPolicy start, double[] rewards, int target)
    {
        Require.PerOutput(rewards, start.OutputCount);
        Require.Index(target, start.OutputCount);
        (Start, Rewards, Target) = (start, rewards, target);
    }

    /// <summary>The policy at time 0.</summary>
    public SoftmaxPolicy Start { get; }

    /// <summary>The rewards, one per output.</summary>
    public double[] Rewards { get; }

    /// <summary>The index of the target output.</summary>
    public int Target { get; }

    /// <summary>The number n of training inputs in the mean objective.</summary>
    /// <value>Default: 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int InputCount
    {
        get;
        init
        {
            Require.AtLeast(value, 1, nameof(InputCount));
            field = value;
        }
    } = 1;

    /// <summary>The probability of the target that ends the run, strictly between 0 and 1.</summary>
    /// <value>Default: ½, where a reward of ±1 has value 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">Not strictly between 0 and 1.</exception>
    public double Goal
    {
        get;
        init
        {
            Require.StrictlyBetween(value, 0, 1, nameof(Goal));
            field = value;
        }
    } = 0.5;

    /// <summary>The controlled setting: reward +1 for the target and -1 otherwise, the target at a probability, the other outputs equally
    /// probable.</summary>
    /// <param name="outputCount">The number of outputs K, at least 2.</param>
    /// <param name="probability">p(target|x) at time 0, strictly between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static FlowProblem EqualCompetitors(int outputCount, double probability)
    {
        Require.AtLeast(outputCount, 2);
        Require.StrictlyBetween(probability, 0, 1);
        var logits = new double[outputCount];
        logits[0] = Math.Log(probability * (outputCount - 1) / (1 - probability));
        var rewards = Enumerable.Repeat(-1.0, outputCount).ToArray();
        rewards[0] = 1;
        return new(SoftmaxPolicy.FromLogits(logits), rewards, target: 0);
    }

    internal FlowPoint PointAt(double time, SoftmaxPolicy policy)
    {
        var statistics = ExactRewardStatistics.Of(policy, Rewards);
        return new(time, policy.Probabilities[Target], statistics.Mean, statistics.Std);
    }
}
