using System.Globalization;
using Microsoft.Data.Analysis;
using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Analysis.Census;

/// <summary>A census as named columns of string[], int[] or double[]: the one layout behind its data frame and its files.</summary>
internal sealed record CensusTable(IReadOnlyList<(string Name, Array Values)> Columns)
{
    private const string Exact = "exact";
    private const string DdofZero = "ddof0";
    private const string DdofOne = "ddof1";

    public int Count => Columns[0].Values.Length;

    public static CensusTable Of(InputCensus census, string[]? prompts)
    {
        var rows = Enumerable.Range(0, census.Count);
        List<(string, Array)> columns = [(CensusColumns.Input, rows.Select(census.InputOf).ToArray())];
        if (prompts is not null)
            columns.Add((CensusColumns.Prompt, prompts));
        if (census.Ddof is not null)
            columns.Add((CensusColumns.Completions, census.Completions.ToArray()));
        columns.Add((CensusColumns.RewardMean, census.RewardMeans.ToArray()));
        columns.Add((CensusColumns.RewardStd + NameOf(census.Ddof), census.RewardStds.ToArray()));
        columns.Add((CensusColumns.RangeMinimum, Constant(census.Range.Minimum)));
        columns.Add((CensusColumns.RangeMaximum, Constant(census.Range.Maximum)));
        if (!census.Flags.IsEmpty)
            columns.Add((CensusColumns.Flags, rows.Select(row => (int)census.Flags[row]).ToArray()));
        columns.AddRange(census.ColumnNames.Select(name => (name, (Array)census.Column(name).ToArray())));
        return new(columns);

        double[] Constant(double value) => [.. Enumerable.Repeat(value, census.Count)];
    }

    /// <summary>The type of a column, by its name.</summary>
    public static Type TypeOf(string name) => name switch
    {
        CensusColumns.Input or CensusColumns.Prompt => typeof(string),
        CensusColumns.Completions or CensusColumns.Flags => typeof(int),
        _ => typeof(double),
    };

    public DataFrame ToDataFrame() => new(Columns.Select(column => column.Values switch
    {
        string[] texts => new StringDataFrameColumn(column.Name, texts),
        int[] numbers => (DataFrameColumn)new Int32DataFrameColumn(column.Name, numbers),
        var numbers => new DoubleDataFrameColumn(column.Name, (double[])numbers),
    }));

    public InputCensus ToCensus(string path)
    {
        if (Columns.Count == 0 || Count == 0)
            throw new CensusFormatException(path, "it has no rows.");
        var inputs = Required<string>(path, CensusColumns.Input);
        var std = Columns.FirstOrDefault(column => column.Name.StartsWith(CensusColumns.RewardStd, StringComparison.Ordinal)).Name
            ?? throw new CensusFormatException(path, $"it has no column '{CensusColumns.RewardStd}{DdofOne}' (or {DdofZero}, {Exact}).");
        var numbered = inputs.Index().All(input => input.Item == input.Index.ToString(CultureInfo.InvariantCulture));
        try
        {
            return new(
                Required<double>(path, CensusColumns.RewardMean),
                Required<double>(path, std),
                new(Required<double>(path, CensusColumns.RangeMinimum)[0], Required<double>(path, CensusColumns.RangeMaximum)[0]),
                DdofOf(path, std),
                Optional<int>(CensusColumns.Completions),
                numbered ? null : inputs,
                Optional<string>(CensusColumns.Prompt),
                Optional<int>(CensusColumns.Flags)?.Select(flags => (InputFlags)flags).ToArray(),
                Columns.Where(column => !CensusColumns.IsReserved(column.Name))
                    .ToDictionary(column => column.Name, column => (double[])column.Values));
        }
        catch (ArgumentException error)
        {
            throw new CensusFormatException(path, error.Message, error);
        }
    }

    private static string NameOf(Ddof? ddof) => ddof switch { null => Exact, Ddof.Zero => DdofZero, _ => DdofOne };

    private static Ddof? DdofOf(string path, string column) => column[CensusColumns.RewardStd.Length..] switch
    {
        Exact => null,
        DdofZero => Ddof.Zero,
        DdofOne => Ddof.One,
        var other => throw new CensusFormatException(path, $"its std has the unknown ddof '{other}'; expected {Exact}, {DdofZero} or {DdofOne}."),
    };

    private T[]? Optional<T>(string name) => (T[]?)Columns.FirstOrDefault(column => column.Name == name).Values;

    private T[] Required<T>(string path, string name) =>
        Optional<T>(name) ?? throw new CensusFormatException(path, $"it has no column '{name}'.");
}
