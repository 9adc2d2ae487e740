using System.Globalization;
using System.Text;
using System.Text.Json;
using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Experiments.Claims;

/// <summary>The ledger as text.</summary>
public static class LedgerText
{
    private const double SmallestDecimal = 1e-3;
    private const double RoundsToZero = 1e-12;

    /// <summary>The ledger as a Markdown table, with a line on what it was measured with.</summary>
    /// <param name="ledger">The ledger.</param>
    public static string Markdown(ClaimsLedger ledger)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        var text = new StringBuilder("| claim | paper | measured here | runs | verdict |\n|---|---|---|---|---|\n");
        foreach (var entry in ledger.Entries)
        {
            var claim = PaperClaims.Find(entry.Claim);
            text.Append(CultureInfo.InvariantCulture, $"| {Statement(claim)} (notebook {claim.Notebook[..2]}) | {claim.Paper} | {Values(claim, entry.Measured)} ")
                .Append(CultureInfo.InvariantCulture, $"| {Runs(entry.Measured)} | {Verdict(entry)} |\n");
        }

        foreach (var with in ledger.Entries.Select(entry => entry.Measured).OfType<Measured>()
            .GroupBy(measured => (measured.Scale, measured.Hardware, measured.Kit, measured.Commit, measured.Date)))
        {
            var ((scale, hardware, kit, commit, date), commits) = (with.Key, with.Key.Commit?.Split(", ").Select(one => one[..8]) ?? ["unknown"]);
            text.Append(CultureInfo.InvariantCulture, $"\n{scale} scale measured with kit {kit}, commit {string.Join(", ", commits)}, on {hardware}")
                .Append(date is null ? ".\n" : $", {date:yyyy-MM-dd}.\n");
        }

        return text.ToString();
    }

    /// <summary>The claim, and in what its setting differs from the paper's.</summary>
    /// <param name="claim">The claim.</param>
    public static string Statement(Claim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return claim.OtherSetting is null ? claim.Statement : $"{claim.Statement} Other setting here: {claim.OtherSetting}";
    }

    /// <summary>The values that the claim's rule names, with what it asks of them; without a measurement, why there is none.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="measured">The measurement; null where there is none.</param>
    public static string Values(Claim claim, Measured? measured)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return measured is null
            ? claim.Measurement is null ? claim.How : "not measured yet"
            : string.Join("; ", claim.Criteria.Select(criterion =>
                $"{criterion.Label} {Value(measured[criterion.Value])}" + (criterion.IsAsked ? $" ({criterion.Range})" : "")));
    }

    /// <summary>Scale, seeds and time.</summary>
    /// <param name="measured">The measurement; null where there is none.</param>
    public static string Runs(Measured? measured) => measured is null
        ? ""
        : $"{measured.Scale.ToString().ToLowerInvariant()}, {Seeds(measured.Seeds)}, {Time(measured.Seconds)}";

    /// <summary>The verdict in words.</summary>
    /// <param name="verdict">The verdict.</param>
    public static string Of(Verdict verdict) => JsonNamingPolicy.KebabCaseLower.ConvertName(verdict.ToString()).Replace('-', ' ');

    /// <summary>The verdict of an entry in words, with what keeps it from a better one but the values.</summary>
    /// <param name="entry">The entry.</param>
    public static string Verdict(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var why = entry is { Measured: { } measured, Verdict: Claims.Verdict.Partly } ? PaperClaims.Find(entry.Claim).Reservations(measured) : [];
        return string.Join(": ", [Of(entry.Verdict), .. why.Count > 0 ? [string.Join(", ", why)] : Array.Empty<string>()]);
    }

    /// <summary>An estimate with its interval where it has one of any width.</summary>
    /// <param name="value">The value.</param>
    public static string Value(ConfidenceInterval value) =>
        double.IsNaN(value.Lower) || value.Lower == value.Upper
            ? Number(value.Estimate)
            : $"{Number(value.Estimate)} [{Number(value.Lower)}, {Number(value.Upper)}]";

    private static string Seeds(int seeds) => seeds switch { 0 => "no seed", 1 => "1 seed", _ => $"{seeds} seeds" };

    /// <summary>A number with three decimals, a small one as a power of ten.</summary>
    internal static string Number(double value) => Math.Abs(value) is > RoundsToZero and < SmallestDecimal
        ? value.ToString("0.#e+0", CultureInfo.InvariantCulture)
        : (Math.Round(value, 3) + 0.0).ToString("0.###", CultureInfo.InvariantCulture);

    private static string Time(double seconds) => seconds switch
    {
        < 90 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 5400 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
    };
}
