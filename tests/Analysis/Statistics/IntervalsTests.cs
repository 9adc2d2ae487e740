namespace VanishingGradients.Analysis.Statistics;

public sealed class IntervalsTests
{
    private static readonly double[] Sample = [2.1, 3.4, 1.9, 4.4, 2.8, 3.9, 3.0, 2.2];

    [Fact]
    public void Mean_known_sample_uses_student_t()
    {
        var moments = RunningMoments.Of(Sample);

        var interval = Intervals.Mean(moments);

        // t quantile for 7 degrees of freedom at 97.5 %, from printed tables.
        var half = 2.364624 * moments.Std(Ddof.One) / Math.Sqrt(8);
        Assert.Equal(moments.Mean - half, interval.Lower, 5);
        Assert.Equal(moments.Mean + half, interval.Upper, 5);
        Assert.True(interval.Contains(interval.Estimate));
    }

    [Fact]
    public void Std_known_sample_uses_chi_square()
    {
        var moments = RunningMoments.Of(Sample);

        var interval = Intervals.Std(moments);

        // χ² quantiles for 7 degrees of freedom at 2.5 % and 97.5 %, from printed tables.
        Assert.Equal(moments.Std(Ddof.One) * Math.Sqrt(7 / 16.012764), interval.Lower, 5);
        Assert.Equal(moments.Std(Ddof.One) * Math.Sqrt(7 / 1.689869), interval.Upper, 5);
    }

    [Fact]
    public void Intervals_identical_values_have_no_width()
    {
        var moments = RunningMoments.Of([0.25, 0.25, 0.25]);

        Assert.Equal(new ConfidenceInterval(0.25, 0.25, 0.25, 0.95), Intervals.Mean(moments));
        Assert.Equal(new ConfidenceInterval(0, 0, 0, 0.95), Intervals.Std(moments));
    }

    [Fact]
    public void Intervals_one_value_throw()
    {
        var one = RunningMoments.Of([1]);

        Assert.Equal(2, Assert.Throws<InsufficientSampleException>(() => Intervals.Mean(one)).Required);
        Assert.Throws<InsufficientSampleException>(() => Intervals.Std(one));
        Assert.Throws<InsufficientSampleException>(() => Intervals.Bootstrap([1], values => values[0], new Random(1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Mean_level_out_of_range_throws(double level) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Intervals.Mean(RunningMoments.Of(Sample), level));

    [Fact]
    public void Mean_and_std_normal_samples_cover_the_truth_at_their_level()
    {
        var random = new Random(7);
        var (mean, std) = (0, 0);
        for (var trial = 0; trial < 2000; trial++)
        {
            var moments = default(RunningMoments);
            for (var i = 0; i < 10; i++)
                moments = moments.Add(MathNet.Numerics.Distributions.Normal.Sample(random, 0.3, 2));
            mean += Intervals.Mean(moments, 0.9).Contains(0.3) ? 1 : 0;
            std += Intervals.Std(moments, 0.9).Contains(2) ? 1 : 0;
        }

        // 90 % of 2000 with four standard errors (0.67 %) on either side.
        Assert.InRange(mean / 2000.0, 0.873, 0.927);
        Assert.InRange(std / 2000.0, 0.873, 0.927);
    }

    [Fact]
    public void Bootstrap_same_seed_gives_same_interval_and_covers_skewed_std()
    {
        var random = new Random(3);
        double[] sample = [.. Enumerable.Range(0, 200).Select(_ => random.NextDouble() < 0.1 ? 1.0 : 0.0)];
        ConfidenceInterval Of(int seed) => Intervals.Bootstrap(sample, values => RunningMoments.Of(values).Std(Ddof.One), new Random(seed), 500);

        Assert.Equal(Of(5), Of(5));
        Assert.NotEqual(Of(5), Of(6));
        Assert.True(Of(5).Contains(0.3));
    }

    [Fact]
    public void MeanCurve_every_point_equals_the_bootstrap_of_its_values()
    {
        double[][] curves = [[1, 2, 5], [2, double.NaN, 5], [4, 1, 5], [3, 6, 5]];

        var band = Intervals.MeanCurve(curves, new Random(4), 300);

        var first = Intervals.Bootstrap([1, 2, 4, 3], values => values.Sum(value => value / 4), new Random(4), 300);
        Assert.Equal(first, band[0]);
        Assert.True(double.IsNaN(band[1].Estimate) && double.IsNaN(band[1].Lower));
        Assert.Equal(new(5, 5, 5, 0.95), band[2]);
    }

    [Fact]
    public void MeanCurve_one_curve_or_unequal_lengths_throw()
    {
        Assert.Throws<InsufficientSampleException>(() => Intervals.MeanCurve([[1, 2]], new Random(1)));
        Assert.Throws<ArgumentException>(() => Intervals.MeanCurve([[1, 2], [1]], new Random(1)));
    }
}
