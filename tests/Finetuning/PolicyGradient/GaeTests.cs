using FsCheck.Xunit;
using VanishingGradients.Analysis;

namespace VanishingGradients.Finetuning.PolicyGradient;

public sealed class GaeTests
{
    private static (double[] Rewards, double[] Values, bool[] Starts) Stream(int seed)
    {
        var random = new Random(seed);
        var length = random.Next(1, 30);
        double[] Numbers() => [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() * 2 - 1)];
        return (Numbers(), Numbers(), [.. Enumerable.Range(0, length).Select(t => t == 0 || random.Next(4) == 0)]);
    }

    [Property(MaxTest = 50)]
    public void Advantages_lambdaOne_areDiscountedReturnsLessValues(int seed)
    {
        var (rewards, values, starts) = Stream(seed);
        var expected = new double[rewards.Length];
        for (var (t, following) = (rewards.Length - 1, 0.0); t >= 0; t--)
        {
            following = rewards[t] + (t + 1 < rewards.Length && !starts[t + 1] ? 0.9 * following : 0);
            expected[t] = following - values[t];
        }

        Close.Equal(expected, Gae.Advantages(rewards, values, starts, null, 0.9, 1));
    }

    [Property(MaxTest = 50)]
    public void Advantages_oneStepEpisodes_areRewardsLessValuesWhateverTheDiscount(int seed)
    {
        var (rewards, values, _) = Stream(seed);
        var starts = Enumerable.Repeat(true, rewards.Length).ToArray();
        Close.Equal([.. rewards.Zip(values, (r, v) => r - v)], Gae.Advantages(rewards, values, starts, null, 0.99, 0.95));
    }

    [Fact]
    public void Advantages_cutEpisode_goesOnWithTheNextValue() =>
        Close.Equal([1 + 0.5 * 8 - 2], Gae.Advantages([1], [2], [true], 8, 0.5, 0.9));

    [Fact]
    public void Advantages_lengthsDiffer_throws() => Assert.Throws<ArgumentException>(() => Gae.Advantages([1, 2], [1], [true, false], null, 1, 1));
}
