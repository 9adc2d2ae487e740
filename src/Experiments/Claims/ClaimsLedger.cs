using System.Globalization;
using Microsoft.Data.Analysis;
using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Data;
using VanishingGradients.Experiments.Claims.Measurements;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Experiments.Sweeps;

namespace VanishingGradients.Experiments.Claims;

/// <summary>The claims of the paper with what was measured of them: at least one entry per claim, one per scale where several were
/// measured. Immutable.</summary>
public sealed class ClaimsLedger
{
    private const string MeasuredFile = "data/ledger.json";

    private ClaimsLedger(IEnumerable<LedgerEntry> entries) => Entries = [.. Complete([.. entries])];

    /// <summary>A ledger where nothing is measured yet.</summary>
    public static ClaimsLedger Empty { get; } = new([]);

    /// <summary>All entries, in the order of the claims, the larger scale first.</summary>
    public IReadOnlyList<LedgerEntry> Entries { get; }

    /// <summary>What was measured when this version of the kit was made, from data/ledger.json inside the kit.</summary>
    public static ClaimsLedger Committed() => Parse(MeasuredFile, EmbeddedData.ReadText(MeasuredFile));

    /// <summary>Reads a ledger.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="RunFileException">There is no such file, or it holds no ledger of these claims; the message says why.</exception>
    public static ClaimsLedger Load(string path) => Checked(path, RunJson.Load<IReadOnlyList<LedgerEntry>>(path));

    /// <summary>Writes the ledger, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="RunFileException">It cannot be written.</exception>
    public void Save(string path) => RunJson.Save(path, Entries);

    /// <summary>This ledger with another one's measurements in the place of its own of the same claim and scale.</summary>
    /// <param name="other">The other.</param>
    public ClaimsLedger With(ClaimsLedger other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new ClaimsLedger(Entries.Concat(other.Entries).Where(entry => entry.Measured is not null)
            .GroupBy(entry => (entry.Claim, entry.Measured!.Scale)).Select(same => same.Last()));
    }

    /// <summary>Every value as a row: claim, scale, verdict, value, estimate, lower, upper, seeds, seconds, hardware, kit, commit, date. A claim that was
    /// not measured has one row without them.</summary>
    public DataFrame ToDataFrame()
    {
        Row[] rows =
        [
            .. from entry in Entries
               from value in entry.Measured?.Values.Select(value => new Row(entry, value.Key, value.Value)) ?? [new Row(entry, null, null)]
               select value,
        ];
        return new DataFrame(
            Text("claim", row => row.Entry.Claim),
            Text("scale", row => row.Entry.Measured?.Scale.ToString().ToLowerInvariant()),
            Text("verdict", row => LedgerText.Of(row.Entry.Verdict)),
            Text("value", row => row.Name),
            Number("estimate", row => row.Value?.Estimate),
            Number("lower", row => row.Value?.Lower),
            Number("upper", row => row.Value?.Upper),
            Number("seeds", row => row.Entry.Measured?.Seeds),
            Number("seconds", row => row.Entry.Measured?.Seconds),
            Text("hardware", row => row.Entry.Measured?.Hardware),
            Text("kit", row => row.Entry.Measured?.Kit),
            Text("commit", row => row.Entry.Measured?.Commit),
            Text("date", row => row.Entry.Measured?.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));

        StringDataFrameColumn Text(string name, Func<Row, string?> value) => new(name, rows.Select(value));
        DoubleDataFrameColumn Number(string name, Func<Row, double?> value) => new(name, rows.Select(value));
    }

    /// <summary>Measures some claims at a scale, and with them all others that have the same measurement; a claim without measurement is left
    /// as it is. What an earlier call in the same folder has run is not run again.</summary>
    /// <param name="claims">The claims.</param>
    /// <param name="scale">How much of the paper's computation to do.</param>
    /// <param name="folder">Where the runs are kept.</param>
    /// <param name="launcher">What executes runs; null for all cores of this machine.</param>
    /// <param name="progress">Told of the runs.</param>
    /// <param name="cancellation">Stops; calling this again goes on.</param>
    /// <exception cref="SweepException">A value has no run with results, or nothing can be launched here; the message says which and why.</exception>
    public static async Task<ClaimsLedger> MeasureAsync(
        IEnumerable<Claim> claims, Scale scale, string folder, ILauncher? launcher = null, IProgress<SweepProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(claims);
        var context = new MeasurementContext(Path.GetFullPath(folder), launcher, progress);
        var entries = new List<LedgerEntry>();
        foreach (var name in claims.Select(claim => claim.Measurement).OfType<string>().Distinct())
        {
            var measured = await ClaimMeasurements.Find(name).MeasureAsync(scale, context, cancellation).ConfigureAwait(false);
            foreach (var claim in PaperClaims.All.Where(claim => claim.Measurement == name))
            {
                if (claim.Criteria.FirstOrDefault(criterion => !measured.Values.ContainsKey(criterion.Value)) is { } missing)
                {
                    throw new SweepException(
                        $"Claim '{claim.Id}' needs the value '{missing.Value}', of which no run has results. {string.Join('\n', measured.Failures)}");
                }

                entries.Add(new LedgerEntry(claim.Id, claim.Judge(measured), measured));
            }
        }

        return new ClaimsLedger(entries);
    }

    /// <summary>A ledger of some entries.</summary>
    internal static ClaimsLedger Of(params IEnumerable<LedgerEntry> entries) => new(entries);

    internal static ClaimsLedger Parse(string name, string json) => Checked(name, RunJson.Read<IReadOnlyList<LedgerEntry>>(name, json));

    // Rules may have changed since the ledger was written: the verdicts are those of now.
    private static ClaimsLedger Checked(string path, IReadOnlyList<LedgerEntry> entries)
    {
        try
        {
            return new ClaimsLedger(entries.Select(entry => entry with { Verdict = PaperClaims.Find(entry.Claim).Judge(entry.Measured) }).ToArray());
        }
        catch (Exception error) when (error is ArgumentException or KeyNotFoundException)
        {
            throw new RunFileException(path, $"it does not fit the claims of this version of the kit: {error.Message} Measure again.", error);
        }
    }

    private static IEnumerable<LedgerEntry> Complete(IReadOnlyList<LedgerEntry> entries) => PaperClaims.All.SelectMany(claim => entries
        .Where(entry => entry.Claim == claim.Id && entry.Measured is not null)
        .OrderByDescending(entry => entry.Measured!.Scale)
        .DefaultIfEmpty(new LedgerEntry(claim.Id, Verdict.NotRun, null)));

    private sealed record Row(LedgerEntry Entry, string? Name, ConfidenceInterval? Value);
}
