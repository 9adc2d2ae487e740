namespace VanishingGradients.Analysis.TimeSeparation;

public sealed class TimeToHalfTests
{
    [Theory]
    [InlineData(2, 0.1, 3.32, 1.54, 0.005)]
    [InlineData(2, 0.01, 27.05, 2.79, 0.005)]
    [InlineData(2, 0.001, 253.2, 3.95, 0.05)]
    [InlineData(2, 1e-4, 2504.4, 5.105, 0.05)]
    [InlineData(10, 0.1, 5.978, 2.778, 0.0005)]
    [InlineData(10, 0.01, 48.681, 5.027, 0.0005)]
    [InlineData(10, 0.001, 455.766, 7.115, 0.0005)]
    [InlineData(10, 1e-4, 4507.839, 9.189, 0.0005)]
    public void Closed_forms_agree_with_the_reference_values(
        int outputs, double probability, double reinforcement, double supervised, double rounding)
    {
        Close.Equal(reinforcement, TimeToHalf.ExpectedReward(outputs, probability), relative: 0, absolute: rounding);
        Close.Equal(supervised, TimeToHalf.Supervised(outputs, probability), relative: 0, absolute: rounding);
    }

    [Fact]
    public void Every_time_from_one_half_is_zero()
    {
        Close.Equal(0, TimeToHalf.ExpectedReward(5, 0.5));
        Close.Equal(0, TimeToHalf.Supervised(5, 0.5));
        Close.Equal(0, TimeToHalf.ExpectedRewardOverStd(5, 0.5));
        Close.Equal(0, TimeToHalf.NaturalGradient(0.5));
    }

    [Fact]
    public void Bounds_small_start_contain_the_closed_forms_and_order_by_std()
    {
        foreach (var probability in new[] { 0.3, 1e-2, 1e-5, 1e-8 })
        {
            var std = 2 * Math.Sqrt(probability * (1 - probability));
            var (lower, upper) = TimeToHalf.ExpectedRewardBounds(3, probability);
            Assert.InRange(TimeToHalf.ExpectedReward(3, probability), lower, upper);
            Assert.InRange(TimeToHalf.ExpectedRewardLowerBoundFromStd(std), 0, lower);
            (lower, upper) = TimeToHalf.SupervisedBounds(probability);
            Assert.InRange(TimeToHalf.Supervised(3, probability), lower, upper);
            Assert.InRange(upper, 0, TimeToHalf.SupervisedUpperBoundFromStd(std));
        }
    }

    [Fact]
    public void Arguments_out_of_range_throw_with_their_names()
    {
        static string? Name(Action call) => Assert.Throws<ArgumentOutOfRangeException>(call).ParamName;
        Assert.Equal("outputCount", Name(() => TimeToHalf.ExpectedReward(1, 0.1)));
        Assert.Equal("probability", Name(() => TimeToHalf.Supervised(2, 0.6)));
        Assert.Equal("probability", Name(() => TimeToHalf.NaturalGradient(0)));
        Assert.Equal("inputCount", Name(() => TimeToHalf.SupervisedBounds(0.1, 0)));
        Assert.Equal("std", Name(() => TimeToHalf.ExpectedRewardLowerBoundFromStd(1.5)));
        Assert.Equal("std", Name(() => TimeToHalf.SupervisedUpperBoundFromStd(0)));
    }
}
