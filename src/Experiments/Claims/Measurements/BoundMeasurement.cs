using VanishingGradients.Analysis.Bounds;
using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Experiments.Claims.Measurements;

/// <summary>Random policies, over one token and over sequences, against the paper's bound and the linear one. For bound b: b.violations (per
/// seed) and b.ratio (the largest norm / bound of a seed).</summary>
internal sealed class BoundMeasurement : QuickMeasurement
{
    internal override string Id => "bounds";

    protected override (IReadOnlyDictionary<string, ConfidenceInterval> Values, int Seeds) Measure(Scale scale, CancellationToken cancellation)
    {
        var count = scale switch { Scale.Smoke => 300, Scale.Course => 5_000, _ => 50_000 };
        return OverSeeds(scale, seed =>
        {
            var random = new Random((int)seed);
            EnsembleMember[] members = [.. PolicyEnsemble.SingleToken(count, random), .. PolicyEnsemble.Sequences(count / 10, random)];
            return new Dictionary<string, double>
            {
                ["theorem-1.violations"] = members.Count(member => !member.Theorem1.Holds),
                ["theorem-1.ratio"] = members.Max(member => member.Theorem1.Ratio),
                ["linear.violations"] = members.Count(member => !member.Linear.Holds),
                ["linear.ratio"] = members.Max(member => member.Linear.Ratio),
                ["linear-above-theorem-1"] = members.Count(member => member.Linear.Bound.Value > member.Theorem1.Bound.Value),
            };
        }, cancellation);
    }
}
