using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace VanishingGradients.Analysis.Statistics;

public sealed class RunningMomentsTests
{
    [Fact]
    public void Statistics_empty_sample_are_nan()
    {
        var empty = default(RunningMoments);

        Assert.Equal(0, empty.Count);
        Assert.All([empty.Mean, empty.Minimum, empty.Maximum, empty.Std(Ddof.Zero), empty.Std(Ddof.One)], value => Assert.True(double.IsNaN(value)));
    }

    [Fact]
    public void Std_one_value_is_zero_for_ddof_zero_and_nan_for_ddof_one()
    {
        var one = RunningMoments.Of([0.7]);

        Assert.Equal(0.7, one.Mean);
        Assert.Equal(0, one.Std(Ddof.Zero));
        Assert.True(double.IsNaN(one.Std(Ddof.One)));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Add_non_finite_value_throws(double value)
    {
        var error = Assert.Throws<NonFiniteRewardException>(() => RunningMoments.Of([1, value]));

        Assert.Equal(value, error.Value);
    }

    [Property]
    public bool Std_equal_values_is_exactly_zero(NormalFloat value, PositiveInt count) =>
        RunningMoments.Of([.. Enumerable.Repeat(value.Get, count.Get)]).SumOfSquares == 0;

    [Property]
    public Property Merge_of_two_parts_equals_one_pass() => Prop.ForAll(GeneratedRewards.Many, GeneratedRewards.Many, (left, right) =>
    {
        var merged = RunningMoments.Of(left).Merge(RunningMoments.Of(right));
        var whole = RunningMoments.Of([.. left, .. right]);
        return merged.Count == whole.Count && merged.Minimum.Equals(whole.Minimum) && merged.Maximum.Equals(whole.Maximum)
            && GeneratedRewards.Near(merged.Mean, whole.Mean) && GeneratedRewards.Near(merged.Std(Ddof.One), whole.Std(Ddof.One));
    });

    [Property]
    public Property Of_reversed_values_gives_the_same() => Prop.ForAll(GeneratedRewards.Many, values =>
        GeneratedRewards.Near(RunningMoments.Of(values).Std(Ddof.Zero), RunningMoments.Of([.. values.Reverse()]).Std(Ddof.Zero)));
}
