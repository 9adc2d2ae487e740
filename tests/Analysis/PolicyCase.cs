using FsCheck;
using FsCheck.Fluent;
using VanishingGradients.Analysis.Bounds;
using VanishingGradients.Analysis.Policies;

namespace VanishingGradients.Analysis;

/// <summary>A random softmax policy with rewards in [-1, 1].</summary>
public sealed record PolicyCase(double[] Logits, double[] Rewards, EnsembleReward Kind)
{
    public SoftmaxPolicy Policy => SoftmaxPolicy.FromLogits(Logits);
}

/// <summary>A random linear sequence model with rewards in [-1, 1].</summary>
public sealed record SequenceCase(
    int VocabularySize, int Length, double[] Weights, double[] Features, double[] Rewards, EnsembleReward Kind)
{
    public EnumeratedSequencePolicy Policy =>
        new(new LinearSequenceModel(new(VocabularySize, Length), Weights, Features));
}

/// <summary>The generators FsCheck draws these cases from.</summary>
public static class RandomCases
{
    private static readonly double[] Scales = [0.1, 1, 3, 8, 40];

    public static Arbitrary<PolicyCase> Policies() => Arb.From(
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from count in Gen.OneOf(Gen.Choose(2, 5), Gen.Choose(2, 50))
        from scale in Gen.Elements(Scales)
        from kind in Gen.Elements(Enum.GetValues<EnsembleReward>())
        select Draw(new Random(seed), count, scale, kind));

    public static Arbitrary<SequenceCase> Sequences() => Arb.From(
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from vocabulary in Gen.Choose(2, 3)
        from length in Gen.Choose(1, 4)
        from scale in Gen.Elements(Scales)
        from kind in Gen.Elements(Enum.GetValues<EnsembleReward>())
        select Draw(new Random(seed), vocabulary, length, scale, kind));

    public static double[] Normals(Random random, int count, double scale) =>
        [.. Enumerable.Range(0, count).Select(_ => MathNet.Numerics.Distributions.Normal.Sample(random, 0, scale))];

    private static PolicyCase Draw(Random random, int count, double scale, EnsembleReward kind) =>
        new(Normals(random, count, scale), PolicyEnsemble.DrawRewards(kind, count, random), kind);

    private static SequenceCase Draw(Random random, int vocabulary, int length, double scale, EnsembleReward kind)
    {
        const int Dimension = 3;
        var tree = new PrefixTree(vocabulary, length);
        return new(
            vocabulary,
            length,
            Normals(random, vocabulary * Dimension, scale),
            Normals(random, tree.InnerCount * Dimension, 1),
            PolicyEnsemble.DrawRewards(kind, tree.OutputCount, random),
            kind);
    }
}
