using MathNet.Numerics.Distributions;
using VanishingGradients.Analysis.Policies;

namespace VanishingGradients.Analysis.Bounds;

/// <summary>
/// Random softmax policies and rewards for looking at how the gradient norm follows the reward std. Logit scales are 0.1, 1, 3 and 8, from
/// nearly uniform to nearly deterministic; reward kinds take turns. The same stream gives the same ensemble.
/// </summary>
public static class PolicyEnsemble
{
    private const int LargestOutputCount = 50;
    private const int LargestVocabulary = 3;
    private const int LongestOutput = 4;
    private const int FeatureDimension = 3;

    private static readonly double[] LogitScales = [0.1, 1, 3, 8];
    private static readonly EnsembleReward[] Rewards = Enum.GetValues<EnsembleReward>();

    /// <summary>Policies over 2 to 50 outputs, with gradients with respect to the logits.</summary>
    /// <param name="count">The number of policies, at least 1.</param>
    /// <param name="random">The random stream.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public static IReadOnlyList<EnsembleMember> SingleToken(int count, Random random)
    {
        Require.AtLeast(count, 1);
        return [.. Enumerable.Range(0, count).Select(index => SingleTokenMember(index, random))];
    }

    /// <summary>Autoregressive policies z = W φ(prefix) over 2 or 3 tokens and 1 to 4 positions, enumerated, with gradients with respect to
    /// W.</summary>
    /// <param name="count">The number of policies, at least 1.</param>
    /// <param name="random">The random stream.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public static IReadOnlyList<EnsembleMember> Sequences(int count, Random random)
    {
        Require.AtLeast(count, 1);
        return [.. Enumerable.Range(0, count).Select(index => SequenceMember(index, random))];
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

    private static EnsembleMember SingleTokenMember(int index, Random random)
    {
        var scale = LogitScales[random.Next(LogitScales.Length)];
        var policy = SoftmaxPolicy.FromLogits(DrawNormals(random.Next(2, LargestOutputCount + 1), scale, random));
        var kind = Rewards[index % Rewards.Length];
        var rewards = DrawRewards(kind, policy.OutputCount, random);
        var gradient = LogitGradients.ExpectedReward(policy, rewards);
        var supervised = LogitGradients.SupervisedLoss(policy, Array.IndexOf(rewards, rewards.Max()));
        var statistics = ExactRewardStatistics.Of(policy, rewards);
        return Member(kind, policy.OutputCount, 1, scale, 1, statistics, policy.ScoreSecondMoment(), gradient, supervised);
    }

    private static EnsembleMember SequenceMember(int index, Random random)
    {
        var scale = LogitScales[random.Next(LogitScales.Length)];
        var tree = new PrefixTree(random.Next(2, LargestVocabulary + 1), random.Next(1, LongestOutput + 1));
        var weights = DrawNormals(tree.VocabularySize * FeatureDimension, scale, random);
        var features = DrawNormals(tree.InnerCount * FeatureDimension, 1, random);
        var policy = new EnumeratedSequencePolicy(new LinearSequenceModel(tree, weights, features));
        var kind = Rewards[index % Rewards.Length];
        var rewards = DrawRewards(kind, tree.OutputCount, random);
        var gradient = policy.ExpectedRewardGradient(rewards);
        var supervised = policy.SupervisedLossGradient(tree.TokensOf(Array.IndexOf(rewards, rewards.Max())));
        var statistics = ExactRewardStatistics.Of(policy.Outputs, rewards);
        return Member(
            kind, tree.VocabularySize, tree.Length, scale, policy.Gamma, statistics, policy.ScoreSecondMoment(), gradient, supervised);
    }

    private static EnsembleMember Member(
        EnsembleReward kind,
        int outputCount,
        int length,
        double scale,
        double gamma,
        ExactRewardStatistics rewards,
        double scoreSecondMoment,
        double[] gradient,
        double[] supervised)
    {
        var norm = VectorNorm.Euclidean(gradient);
        return new(
            kind,
            outputCount,
            length,
            scale,
            gamma,
            rewards.Mean,
            rewards.Std,
            VectorNorm.Euclidean(supervised),
            ExpectedRewardBounds.Theorem1(length, gamma, rewards.Std).Check(norm),
            ExpectedRewardBounds.Sequence(length, gamma, rewards.Std).Check(norm),
            ExpectedRewardBounds.Fisher(rewards.Std, scoreSecondMoment).Check(norm));
    }

    private static double[] DrawNormals(int count, double scale, Random random)
    {
        var numbers = new double[count];
        Normal.Samples(random, numbers, 0, scale);
        return numbers;
    }
}
