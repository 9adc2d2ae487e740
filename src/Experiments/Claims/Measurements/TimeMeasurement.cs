using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Analysis.TimeSeparation;

namespace VanishingGradients.Experiments.Claims.Measurements;

/// <summary>Times that gradient flow needs to bring the asked output to probability ½, ten outputs, from ever smaller starts: rft.exponent
/// (a of t ∝ STD^a), sft.rate (b of t = c + b ln(1/STD)), sft.exponent, and violations of the bounds in terms of the std.</summary>
internal sealed class TimeMeasurement : QuickMeasurement
{
    private const int Outputs = 10;

    // From here on the terms that the orders leave out change no digit that is shown.
    private const int LargestStart = 4;

    internal override string Id => "time";

    protected override (IReadOnlyDictionary<string, ConfidenceInterval> Values, int Seeds) Measure(Scale scale, CancellationToken cancellation)
    {
        var smallest = scale == Scale.Paper ? 12 : 8;
        var rows = TimeSeparationSweep.Run(Outputs, Enumerable.Range(LargestStart, smallest - LargestStart + 1).Select(power => Math.Pow(10, -power)));
        var violations = rows.Count(row =>
            row.ExpectedReward < TimeToHalf.ExpectedRewardLowerBoundFromStd(row.Std) || row.Supervised > TimeToHalf.SupervisedUpperBoundFromStd(row.Std));
        return (
            new Dictionary<string, double>
            {
                ["rft.exponent"] = TimeSeparationSweep.PowerOfStd(rows, row => row.ExpectedReward),
                ["sft.exponent"] = TimeSeparationSweep.PowerOfStd(rows, row => row.Supervised),
                ["sft.rate"] = TimeSeparationSweep.RatePerLogStd(rows, row => row.Supervised),
                ["violations"] = violations,
            }.ToDictionary(value => value.Key, value => new ConfidenceInterval(value.Value, double.NaN, double.NaN, 0.95)),
            Seeds: 0);
    }
}
