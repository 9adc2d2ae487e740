using System.Diagnostics;
using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Experiments.Studies;

namespace VanishingGradients.Experiments.Claims.Measurements;

/// <summary>A measurement of this process that takes seconds.</summary>
internal abstract class QuickMeasurement : ClaimMeasurement
{
    internal override Task<Measured> MeasureAsync(Scale scale, MeasurementContext context, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var (values, seeds) = Measure(scale, cancellation);
        // No tensor operation, and so one thread.
        var here = RunEnvironment.Current() with { Threads = 1 };
        return Task.FromResult(Measured.Of(scale, isMeaningful: true, values, seeds, clock.Elapsed.TotalSeconds, [here]));
    }

    protected abstract (IReadOnlyDictionary<string, ConfidenceInterval> Values, int Seeds) Measure(Scale scale, CancellationToken cancellation);

    /// <summary>The same values measured with every seed of a scale, as means over seeds.</summary>
    protected static (IReadOnlyDictionary<string, ConfidenceInterval> Values, int Seeds) OverSeeds(
        Scale scale, Func<long, IReadOnlyDictionary<string, double>> measure, CancellationToken cancellation)
    {
        var seeds = StudyStart.Seeds(scale);
        var measured = seeds.Select(seed =>
        {
            cancellation.ThrowIfCancellationRequested();
            return measure(seed);
        }).ToArray();
        return (measured[0].Keys.ToDictionary(name => name, name => SeedMean.Of([.. measured.Select(values => values[name])])), seeds.Count);
    }
}
