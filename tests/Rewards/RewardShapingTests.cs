using FsCheck.Xunit;
using VanishingGradients.Torch;

namespace VanishingGradients.Rewards;

public sealed class RewardShapingTests
{
    private static double[,] Table(int seed)
    {
        var random = new Random(seed);
        var table = new double[4, 3];
        for (var i = 0; i < table.Length; i++)
        {
            table[i / 3, i % 3] = random.NextDouble() * 4 - 2;
        }

        return table;
    }

    private static double[] Apply(RewardShaping shaping, double[,] table, long seed = 1) =>
        [.. shaping.Apply(table, new RandomStreams(seed)).Cast<double>()];

    [Property(MaxTest = 30)]
    public void Apply_everythingButDither_followsTheFormulas(int seed)
    {
        var table = Table(seed);
        double[] plain = [.. table.Cast<double>()];
        var mean = plain.Average();
        var std = Math.Sqrt(plain.Average(r => (r - mean) * (r - mean)));
        Assert.Equal(plain, Apply(new RewardShaping(), table));
        Assert.Equal(plain.Select(r => 3 * r), Apply(new RewardShaping { Scale = 3 }, table));
        Assert.Equal(plain.Select(r => r - mean), Apply(new RewardShaping { Centre = true }, table), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(plain.Select(r => (r - mean) / std), Apply(new RewardShaping { Whiten = true }, table), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(plain.Select(r => Math.Clamp(3 * r, -1, 1)), Apply(new RewardShaping { Scale = 3, Clip = 1 }, table));
    }

    [Property(MaxTest = 30)]
    public void Apply_dither_isBoundedAndComesFromTheStream(int seed)
    {
        var table = Table(seed);
        var shaping = new RewardShaping { Dither = 0.25 };
        double[] noise = [.. Apply(shaping, table).Zip(table.Cast<double>(), (a, b) => a - b)];
        Assert.All(noise, n => Assert.InRange(n, -0.25, 0.25));
        Assert.Equal(noise.Length, noise.Distinct().Count());
        Assert.Equal(Apply(shaping, table), Apply(shaping, table));
        Assert.NotEqual(Apply(shaping, table), Apply(shaping, table, seed: 2));
    }

    [Fact]
    public void Apply_whitenWithEqualRewards_saysSo() =>
        Assert.Contains("all the same", Assert.Throws<ArgumentException>(() => Apply(new RewardShaping { Whiten = true }, new double[2, 2])).Message, StringComparison.Ordinal);
}
