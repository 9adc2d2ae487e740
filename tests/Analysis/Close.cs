namespace VanishingGradients.Analysis;

/// <summary>Comparison of float64 numbers with the tolerances of the reference values.</summary>
internal static class Close
{
    public static void Equal(double expected, double actual, double relative = 1e-9, double absolute = 1e-12) =>
        Assert.True(
            Math.Abs(expected - actual) <= absolute + (relative * Math.Abs(expected)),
            $"expected {expected:R}, got {actual:R}, apart by {Math.Abs(expected - actual):E2}");

    public static void Equal(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double relative = 1e-9, double absolute = 1e-12)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var k = 0; k < expected.Count; k++)
            Equal(expected[k], actual[k], relative, absolute);
    }

    /// <summary>The central difference of a function in every coordinate.</summary>
    public static double[] Differences(Func<double[], double> function, double[] point, double step = 1e-5)
    {
        var gradient = new double[point.Length];
        for (var k = 0; k < point.Length; k++)
        {
            double At(double shift)
            {
                var moved = point.ToArray();
                moved[k] += shift;
                return function(moved);
            }

            gradient[k] = (At(step) - At(-step)) / (2 * step);
        }

        return gradient;
    }
}
