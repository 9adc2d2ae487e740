using MathNet.Numerics.Distributions;
using VanishingGradients.Analysis.Policies;

namespace VanishingGradients.Analysis.Bounds;

/// <summary>
/// Random softmax policies and rewards for looking at how the gradient norm follows the reward std. Reward kinds take turns, so the first
/// members are a fair sample of all. The same stream and options give the same ensemble.
/// </summary>
public static class PolicyEnsemble
{
    private const int FeatureDimension = 3;

    /// <summary>From -1 to +1.</summary>
    private const double OneHotGap = 2;

    private static readonly EnsembleReward[] Rewards = Enum.GetValues<EnsembleReward>();

    /// <summary>Policies over one token, with gradients with respect to the logits.</summary>
    /// <param name="count">The number of policies, at least 1.</param>
    /// <param name="random">The random stream.</param>
    /// <param name="options">What is drawn; the defaults if omitted.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public static IReadOnlyList<EnsembleMember> SingleToken(int count, Random random, EnsembleOptions? options = null)
    {
        Require.AtLeast(count, 1);
        return [.. Enumerable.Range(0, count).Select(index => SingleTokenMember(index, random, options ?? new()))];
    }

    /// <summary>Autoregressive policies z = W φ(prefix), enumerated, with gradients with respect to W.</summary>
    /// <param name="count">The number of policies, at least 1.</param>
    /// <param name="random">The random stream.</param>
    /// <param name="options">What is drawn; the defaults if omitted.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1, or the options ask for more outputs than
    /// <see cref="PrefixTree.MaximumOutputs"/>.</exception>
    public static IReadOnlyList<EnsembleMember> Sequences(int count, Random random, EnsembleOptions? options = null)
    {
        Require.AtLeast(count, 1);
        return [.. Enumerable.Range(0, count).Select(index => SequenceMember(index, random, options ?? new()))];
    }

    /// <summary>Draws the rewards of some outputs.</summary>
    /// <param name="kind">The kind of reward.</param>
    /// <param name="outputCount">The number of outputs, at least 1.</param>
    /// <param name="random">The random stream.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of outputs is below 1, or the kind is unknown.</exception>
    public static double[] DrawRewards(EnsembleReward kind, int outputCount, Random random)
    {
        const double SmallestSpreadExponent = -6;
        Require.AtLeast(outputCount, 1);
        var rewards = new double[outputCount];
        double Centred() => (2 * random.NextDouble()) - 1;
        switch (kind)
        {
            case EnsembleReward.Uniform:
                for (var k = 0; k < outputCount; k++)
                    rewards[k] = Centred();
                break;
            case EnsembleReward.OneHot:
                Array.Fill(rewards, -1);
                rewards[random.Next(outputCount)] = 1;
                break;
            case EnsembleReward.NearConstant:
                var spread = Math.Pow(10, SmallestSpreadExponent * random.NextDouble());
                var common = (1 - spread) * Centred();
                for (var k = 0; k < outputCount; k++)
                    rewards[k] = common + (spread * Centred());
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind of reward is unknown.");
        }

        return rewards;
    }

    private static EnsembleMember SingleTokenMember(int index, Random random, EnsembleOptions options)
    {
        var scale = options.LogitScales[random.Next(options.LogitScales.Count)];
        var policy = SoftmaxPolicy.FromLogits(DrawNormals(random.Next(2, options.LargestOutputCount + 1), scale, random));
        var count = policy.OutputCount;
        var kind = Rewards[index % Rewards.Length];
        var rewards = DrawRewards(kind, count, random);
        var best = Array.IndexOf(rewards, rewards.Max());
        var (mean, std, _) = ExactRewardStatistics.Of(policy, rewards);
        var gradient = LogitGradients.ExpectedReward(policy, rewards);
        var norm = VectorNorm.Euclidean(gradient);
        var supervised = VectorNorm.Euclidean(LogitGradients.SupervisedLoss(policy, best));
        List<BoundCheck> further =
        [
            ExpectedRewardBounds.FisherJacobian(1, count, 1, std).Check(norm),
            ExpectedRewardBounds.SingleTokenMode(policy.Probabilities[policy.Mode], 1, std).Check(norm),
            ExpectedRewardBounds.SingleTokenAbsolute(std).Check(VectorNorm.Absolute(gradient)),
            SupervisedBounds.Lower(policy.Complement(best), count).Check(supervised),
            SupervisedBounds.Upper(policy.Complement(best)).Check(supervised),
        ];
        if (kind == EnsembleReward.OneHot)
        {
            further.Add(ExpectedRewardBounds.TwoValued(OneHotGap, policy.Probabilities[best], supervised).Check(norm));
            further.Add(ExpectedRewardBounds.TwoValuedQuadratic(OneHotGap, 1, std).Check(norm));
        }

        return new(
            kind, count, 1, scale, 1, mean, std, supervised, policy.Complement(best),
            ExpectedRewardBounds.Theorem1(1, 1, std).Check(norm),
            ExpectedRewardBounds.SingleToken(1, std).Check(norm),
            ExpectedRewardBounds.Fisher(std, policy.ScoreSecondMoment()).Check(norm),
            further);
    }

    private static EnsembleMember SequenceMember(int index, Random random, EnsembleOptions options)
    {
        var scale = options.LogitScales[random.Next(options.LogitScales.Count)];
        var tree = new PrefixTree(random.Next(2, options.LargestVocabulary + 1), random.Next(1, options.LongestOutput + 1));
        var (count, length) = (tree.VocabularySize, tree.Length);
        var weights = DrawNormals(count * FeatureDimension, scale, random);
        var features = DrawNormals(tree.InnerCount * FeatureDimension, 1, random);
        var policy = new EnumeratedSequencePolicy(new LinearSequenceModel(tree, weights, features));
        var kind = Rewards[index % Rewards.Length];
        var rewards = DrawRewards(kind, tree.OutputCount, random);
        var best = Array.IndexOf(rewards, rewards.Max());
        var (mean, std, _) = ExactRewardStatistics.Of(policy.Outputs, rewards);
        var norm = VectorNorm.Euclidean(policy.ExpectedRewardGradient(rewards));
        var supervised = VectorNorm.Euclidean(policy.SupervisedLossGradient(tree.TokensOf(best)));
        List<BoundCheck> further = [ExpectedRewardBounds.FisherJacobian(length, count, policy.Gamma, std).Check(norm)];
        if (kind == EnsembleReward.OneHot)
            further.Add(ExpectedRewardBounds.TwoValued(OneHotGap, policy.Outputs.Probabilities[best], supervised).Check(norm));
        return new(
            kind, count, length, scale, policy.Gamma, mean, std, supervised, policy.Outputs.Complement(best),
            ExpectedRewardBounds.Theorem1(length, policy.Gamma, std).Check(norm),
            ExpectedRewardBounds.Sequence(length, policy.Gamma, std).Check(norm),
            ExpectedRewardBounds.Fisher(std, policy.ScoreSecondMoment()).Check(norm),
            further);
    }

    private static double[] DrawNormals(int count, double scale, Random random)
    {
        var numbers = new double[count];
        Normal.Samples(random, numbers, 0, scale);
        return numbers;
    }
}
