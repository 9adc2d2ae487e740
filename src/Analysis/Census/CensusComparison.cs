using System.Globalization;
using System.Text;
using Microsoft.Data.Analysis;
using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Analysis.Census;

/// <summary>Two censuses of the same inputs, before and after finetuning: does a small reward std before go with a small change of
/// reward?</summary>
/// <remarks>
/// The statistics of the paper's prevalence study: s = reward std before, Δ = reward mean after minus before, per input. Inputs in only
/// one of the two, and inputs whose std before is unknown, are left out and reported. With fewer than four inputs the correlations have
/// no interval (NaN ends).
/// </remarks>
public sealed class CensusComparison
{
    private readonly double[] _stds;
    private readonly double[] _changes;
    private readonly double[] _before;

    private CensusComparison(InputCensus before, InputCensus after, CensusComparisonOptions options)
    {
        var afterRows = Enumerable.Range(0, after.Count).ToDictionary(after.InputOf, row => row, StringComparer.Ordinal);
        List<string> inputs = [], onlyBefore = [], unknownStd = [];
        List<double> stds = [], means = [], changes = [];
        for (var row = 0; row < before.Count; row++)
        {
            var input = before.InputOf(row);
            if (!afterRows.Remove(input, out var other))
            {
                onlyBefore.Add(input);
            }
            else if (double.IsNaN(before.RewardStds[row]))
            {
                unknownStd.Add(input);
            }
            else
            {
                inputs.Add(input);
                stds.Add(before.RewardStds[row]);
                means.Add(before.RewardMeans[row]);
                changes.Add(after.RewardMeans[other] - before.RewardMeans[row]);
            }
        }

        if (inputs.Count == 0)
            throw new CensusException(
                "The two censuses share no input with a known std; compare censuses of the same inputs, joined by their ids.");
        (Inputs, OnlyBefore, OnlyAfter, UnknownStd) = (inputs, onlyBefore, [.. afterRows.OrderBy(pair => pair.Value).Select(pair => pair.Key)], unknownStd);
        (_stds, _before, _changes) = ([.. stds], [.. means], [.. changes]);
        double[] sizes = [.. changes.Select(Math.Abs)];
        Pearson = options.Correlate(CorrelationKind.Pearson, _stds, _changes);
        Spearman = options.Correlate(CorrelationKind.Spearman, _stds, _changes);
        PearsonOfSize = options.Correlate(CorrelationKind.Pearson, _stds, sizes);
        SpearmanOfSize = options.Correlate(CorrelationKind.Spearman, _stds, sizes);
        Deciles = DecilesOf(_stds, _changes);
    }

    /// <summary>Ids of the joined inputs, in the order of the census before.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>Inputs of the census before that are missing after.</summary>
    public IReadOnlyList<string> OnlyBefore { get; }

    /// <summary>Inputs of the census after that are missing before.</summary>
    public IReadOnlyList<string> OnlyAfter { get; }

    /// <summary>Inputs in both that had a single completion before, so that their std is unknown.</summary>
    public IReadOnlyList<string> UnknownStd { get; }

    /// <summary>Reward std before, per joined input.</summary>
    public ReadOnlySpan<double> StdsBefore => _stds;

    /// <summary>Reward mean before, per joined input.</summary>
    public ReadOnlySpan<double> MeansBefore => _before;

    /// <summary>Δ, the reward mean after minus before, per joined input.</summary>
    public ReadOnlySpan<double> Changes => _changes;

    /// <summary>Pearson correlation of the std before and Δ.</summary>
    /// <remarks>Second-hand values for the paper: RFT 0.48 (NarrativeQA) and 0.46 (ToTTo), SFT 0.05 and 0.16; whether of Δ or |Δ| is not
    /// confirmed.</remarks>
    public ConfidenceInterval Pearson { get; }

    /// <summary>Spearman correlation of the std before and Δ.</summary>
    public ConfidenceInterval Spearman { get; }

    /// <summary>Pearson correlation of the std before and |Δ|.</summary>
    public ConfidenceInterval PearsonOfSize { get; }

    /// <summary>Spearman correlation of the std before and |Δ|.</summary>
    public ConfidenceInterval SpearmanOfSize { get; }

    /// <summary>
    /// The inputs sorted by std before (equal stds keep the order of the census) and cut into ten groups whose sizes differ by at most
    /// one, the larger first; one group per input when there are fewer than ten.
    /// </summary>
    public IReadOnlyList<StdDecile> Deciles { get; }

    /// <summary>Mean Δ of the inputs with the smallest stds before.</summary>
    public double BottomDecileChange => Deciles[0].MeanChange;

    /// <summary>Mean Δ of the inputs with the largest stds before.</summary>
    public double TopDecileChange => Deciles[^1].MeanChange;

    /// <summary>Mean Δ over all joined inputs.</summary>
    public double MeanChange => _changes.Average();

    /// <summary>The 10th percentile of the std before, which the paper sets against how far RFT falls behind SFT on a dataset.</summary>
    public double TenthPercentileStd => Quantiles.Percentile(_stds, 10);

    /// <summary>Joins two censuses by input id and compares them.</summary>
    /// <param name="before">Census of the pretrained policy.</param>
    /// <param name="after">Census of the finetuned policy.</param>
    /// <param name="options">Intervals; by default Fisher's z at 95 %.</param>
    /// <exception cref="CensusException">The two share no input with a known std.</exception>
    public static CensusComparison Between(InputCensus before, InputCensus after, CensusComparisonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return new(before, after, options ?? new());
    }

    /// <summary>Share of joined inputs with std before strictly below a threshold; the paper-style report uses 0.01, 0.05 and
    /// 0.1.</summary>
    /// <param name="threshold">In units of reward.</param>
    public double ShareBelow(double threshold) => (double)_stds.Count(std => std < threshold) / _stds.Length;

    /// <summary>One row per joined input: id, std before, mean before, change.</summary>
    public DataFrame ToDataFrame() => new(
        new StringDataFrameColumn("input", Inputs),
        new DoubleDataFrameColumn("reward_std_before", _stds),
        new DoubleDataFrameColumn("reward_mean_before", _before),
        new DoubleDataFrameColumn("reward_mean_change", _changes));

    /// <summary>The comparison in plain language.</summary>
    public string Summary()
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
        Line($"{Inputs.Count} inputs compared; mean reward changed by {MeanChange:+0.000;-0.000;0.000}.");
        if (OnlyBefore.Count + OnlyAfter.Count + UnknownStd.Count > 0)
            Line($"Left out: {OnlyBefore.Count} only before, {OnlyAfter.Count} only after, {UnknownStd.Count} with a single completion before.");
        Line($"Std before and change: Pearson {Pearson}, Spearman {Spearman} ({Pearson.Level:P0} intervals).");
        Line($"Std before and size of change: Pearson {PearsonOfSize}, Spearman {SpearmanOfSize}.");
        Line($"Mean change: {BottomDecileChange:+0.000;-0.000;0.000} in the bottom std decile, {TopDecileChange:+0.000;-0.000;0.000} in the top one.");
        Line($"Std before: 10th percentile {TenthPercentileStd:0.000}.");
        Line($"Inputs with a std below 0.01: {ShareBelow(0.01):P1}, below 0.05: {ShareBelow(0.05):P1}, below 0.1: {ShareBelow(0.1):P1}.");
        return text.ToString();
    }

    private static StdDecile[] DecilesOf(double[] stds, double[] changes)
    {
        int[] order = [.. Enumerable.Range(0, stds.Length).OrderBy(row => stds[row])];
        var groups = Math.Min(10, order.Length);
        var (size, larger) = Math.DivRem(order.Length, groups);
        return [.. Enumerable.Range(0, groups).Select(group =>
        {
            var rows = order.AsSpan(group * size + Math.Min(group, larger), size + (group < larger ? 1 : 0)).ToArray();
            return new StdDecile(
                group + 1,
                rows.Length,
                rows.Average(row => stds[row]),
                rows.Average(row => changes[row]),
                (double)rows.Count(row => changes[row] > 0) / rows.Length);
        })];
    }
}
