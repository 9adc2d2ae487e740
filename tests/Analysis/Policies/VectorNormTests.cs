namespace VanishingGradients.Analysis.Policies;

public sealed class VectorNormTests
{
    [Theory]
    [InlineData(new double[] { }, 0)]
    [InlineData(new double[] { 3, -4 }, 5)]
    [InlineData(new double[] { -4, 3, 0 }, 5)]
    [InlineData(new double[] { 3e-300, 4e-300 }, 5e-300)]
    [InlineData(new double[] { 3e200, 4e200 }, 5e200)]
    public void Euclidean_any_scale_is_right(double[] vector, double norm) =>
        Close.Equal(norm, VectorNorm.Euclidean(vector), relative: 1e-15, absolute: 0);

    [Fact]
    public void Euclidean_not_a_number_stays_visible() => Assert.Equal(double.NaN, VectorNorm.Euclidean([1, double.NaN, 2]));

    [Fact]
    public void Absolute_sums_sizes() => Assert.Equal(7, VectorNorm.Absolute([3, -4]));
}
