using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Experiments.Claims;

/// <summary>Measurements made by hand.</summary>
internal static class HandMade
{
    internal static ConfidenceInterval Interval(double estimate, double lower = double.NaN, double upper = double.NaN) =>
        new(estimate, lower, upper, 0.95);

    internal static Measured Of(Scale scale, params (string Name, ConfidenceInterval Value)[] values) => new(
        scale, IsMeaningful: scale != Scale.Smoke, values.ToDictionary(value => value.Name, value => value.Value), Seeds: 5, Seconds: 3723, "a processor, 1 thread",
        "0.1.0", "0123456789abcdef");

    /// <summary>A measurement that has every value its claim asks for, each inside its range.</summary>
    internal static LedgerEntry Holding(string claim, Scale scale)
    {
        var rule = PaperClaims.Find(claim);
        var measured = Of(scale, [.. rule.Criteria.Select(one => (one.Value, Interval(one.AtLeast ?? one.AtMost ?? 0)))]);
        return new LedgerEntry(claim, rule.Judge(measured), measured);
    }
}
