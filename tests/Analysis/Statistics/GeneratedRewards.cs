using FsCheck;
using FsCheck.Fluent;

namespace VanishingGradients.Analysis.Statistics;

/// <summary>Generated rewards in [−1, 1], many of them alike.</summary>
internal static class GeneratedRewards
{
    public static Arbitrary<double[]> Many { get; } = Arb.From(Gen.Choose(-20, 20).Select(step => step / 20.0).ArrayOf());

    public static bool Near(double left, double right) => left.Equals(right) || Math.Abs(left - right) <= 1e-12;
}
