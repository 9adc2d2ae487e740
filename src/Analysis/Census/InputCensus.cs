using System.Globalization;
using Microsoft.Data.Analysis;
using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Rewards;

namespace VanishingGradients.Analysis.Census;

/// <summary>The input census: one row per input with its reward mean and reward std under one policy, and whatever else was
/// measured.</summary>
/// <remarks>Immutable and columnar: arrays, not an object per input. Rewards and statistics are float64.</remarks>
public sealed class InputCensus
{
    private readonly string[]? _inputs;
    private readonly string[]? _prompts;
    private readonly int[]? _completions;
    private readonly double[] _means;
    private readonly double[] _stds;
    private readonly InputFlags[]? _flags;
    private readonly Dictionary<string, double[]> _columns;

    internal InputCensus(
        double[] means,
        double[] stds,
        RewardRange range,
        Ddof? ddof,
        int[]? completions,
        string[]? inputs,
        string[]? prompts,
        InputFlags[]? flags,
        Dictionary<string, double[]> columns)
    {
        (_means, _stds, Range, Ddof, _completions) = (means, stds, range, ddof, completions);
        (_inputs, _prompts, _flags, _columns) = (inputs, prompts, flags, columns);
        CensusChecks.Check(this, inputs, prompts);
    }

    /// <summary>Number of inputs, at least 1.</summary>
    public int Count => _means.Length;

    /// <summary>The declared range of the reward.</summary>
    public RewardRange Range { get; }

    /// <summary>Delta degrees of freedom of <see cref="RewardStds"/>; null when mean and std are exact expectations over all
    /// outputs.</summary>
    public Ddof? Ddof { get; }

    /// <summary>Mean reward per input, shape [Count].</summary>
    public ReadOnlySpan<double> RewardMeans => _means;

    /// <summary>Reward std per input, shape [Count]; NaN for an input with a single completion, whose spread is unknown whatever the
    /// ddof.</summary>
    public ReadOnlySpan<double> RewardStds => _stds;

    /// <summary>Completions per input, shape [Count]; empty when the statistics are exact.</summary>
    public ReadOnlySpan<int> Completions => _completions;

    /// <summary>Flags per input, shape [Count]; empty when none were given.</summary>
    public ReadOnlySpan<InputFlags> Flags => _flags;

    /// <summary>Whether the census keeps the prompt texts.</summary>
    public bool HasPrompts => _prompts is not null;

    /// <summary>Names of the optional number columns, in the order they were added.</summary>
    public IReadOnlyCollection<string> ColumnNames => _columns.Keys;

    /// <summary>A view of one input.</summary>
    /// <param name="row">Row, from 0.</param>
    public CensusRow this[int row] => new(
        row, InputOf(row), _prompts?[row], _completions?[row] ?? 0, _means[row], _stds[row], Ddof, _flags?[row] ?? InputFlags.None);

    /// <summary>A census of exact expectations, from policies whose outputs can be enumerated.</summary>
    /// <param name="means">Exact mean reward per input; copied.</param>
    /// <param name="stds">Exact reward std per input, in the same order; copied.</param>
    /// <param name="range">Range of the reward.</param>
    /// <param name="inputs">Distinct ids; by default the row numbers.</param>
    /// <param name="prompts">Prompt texts, if they are to be kept.</param>
    /// <exception cref="CensusException">No inputs, lengths that differ, a repeated id, a mean outside the range, or a std that is not
    /// possible.</exception>
    public static InputCensus FromExact(
        ReadOnlySpan<double> means, ReadOnlySpan<double> stds, RewardRange range,
        IEnumerable<string>? inputs = null, IEnumerable<string>? prompts = null) =>
        new(means.ToArray(), stds.ToArray(), range, null, null, inputs?.ToArray(), prompts?.ToArray(), null, []);

    /// <summary>A census of sampled completions, with the columns for the lowest and the highest reward and, if counted, the success
    /// share.</summary>
    /// <param name="rewards">What was sampled; every input needs at least one completion.</param>
    /// <param name="range">Range of the reward.</param>
    /// <param name="ddof">Delta degrees of freedom of the std.</param>
    /// <param name="inputs">Distinct ids; by default the indices in the accumulator.</param>
    /// <param name="prompts">Prompt texts, if they are to be kept.</param>
    /// <exception cref="CensusException">No inputs, an input without completions, lengths that differ, a repeated id, or a reward outside
    /// the range.</exception>
    public static InputCensus FromSamples(
        RewardAccumulator rewards,
        RewardRange range,
        Ddof ddof = Statistics.Ddof.One,
        IEnumerable<string>? inputs = null,
        IEnumerable<string>? prompts = null)
    {
        ArgumentNullException.ThrowIfNull(rewards);
        var (means, stds, completions) = (new double[rewards.Inputs], new double[rewards.Inputs], new int[rewards.Inputs]);
        var (minima, maxima) = (new double[rewards.Inputs], new double[rewards.Inputs]);
        for (var row = 0; row < rewards.Inputs; row++)
        {
            var moments = rewards[row];
            means[row] = moments.Mean;
            stds[row] = moments.Count < 2 ? double.NaN : moments.Std(ddof);
            completions[row] = checked((int)moments.Count);
            (minima[row], maxima[row]) = (moments.Minimum, moments.Maximum);
        }

        Dictionary<string, double[]> columns = new() { [CensusColumns.MinimumReward] = minima, [CensusColumns.MaximumReward] = maxima };
        if (rewards.SuccessAt is not null)
            columns[CensusColumns.SuccessShare] = [.. Enumerable.Range(0, rewards.Inputs).Select(rewards.SuccessShare)];
        return new(means, stds, range, ddof, completions, inputs?.ToArray(), prompts?.ToArray(), null, columns);
    }

    /// <summary>Reads a census written by <see cref="SaveCsv"/> or <see cref="SaveParquet"/>, bit for bit.</summary>
    /// <param name="path">A file whose name ends in .csv or .parquet.</param>
    /// <exception cref="CensusFormatException">The file is not a census.</exception>
    public static InputCensus Load(string path) => CensusFiles.Load(path);

    /// <summary>Id of the input in a row.</summary>
    /// <param name="row">Row, from 0.</param>
    public string InputOf(int row) => _inputs is null ? row.ToString(CultureInfo.InvariantCulture) : _inputs[row];

    /// <summary>An optional number column, shape [Count].</summary>
    /// <param name="name">Its name, see <see cref="CensusColumns"/>.</param>
    /// <exception cref="CensusException">There is no such column.</exception>
    public ReadOnlySpan<double> Column(string name) => _columns.TryGetValue(name, out var values)
        ? values
        : throw new CensusException(
            $"The census has no column '{name}'. It has: {(_columns.Count == 0 ? "none" : string.Join(", ", _columns.Keys))}.");

    /// <summary>The census with one more number column, or with that column replaced.</summary>
    /// <param name="name">Name of the column; not one of the core columns.</param>
    /// <param name="values">One number per input; NaN where it was not measured.</param>
    /// <exception cref="CensusException">The name is taken by a core column, or the number of values is wrong.</exception>
    public InputCensus WithColumn(string name, ReadOnlySpan<double> values)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (CensusColumns.IsReserved(name))
            throw new CensusException($"The column name '{name}' is taken by the census itself; choose another.");
        return new(_means, _stds, Range, Ddof, _completions, _inputs, _prompts, _flags, new(_columns) { [name] = values.ToArray() });
    }

    /// <summary>The census with flags.</summary>
    /// <param name="flags">One per input.</param>
    /// <exception cref="CensusException">The number of flags is wrong.</exception>
    public InputCensus WithFlags(ReadOnlySpan<InputFlags> flags) =>
        new(_means, _stds, Range, Ddof, _completions, _inputs, _prompts, flags.ToArray(), _columns);

    /// <summary>The census with other ids, for a join with a census that names its inputs differently.</summary>
    /// <param name="inputs">One distinct id per input.</param>
    /// <exception cref="CensusException">The number of ids is wrong, or an id occurs twice.</exception>
    public InputCensus WithInputs(IEnumerable<string> inputs) =>
        new(_means, _stds, Range, Ddof, _completions, [.. inputs], _prompts, _flags, _columns);

    /// <summary>A census of some of the inputs, in the order given.</summary>
    /// <param name="rows">Distinct rows, at least one.</param>
    /// <exception cref="CensusException">No rows, or a row given twice.</exception>
    public InputCensus Subset(IReadOnlyCollection<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        T[] Pick<T>(T[] all) => [.. rows.Select(row => all[row])];
        return new(
            Pick(_means),
            Pick(_stds),
            Range,
            Ddof,
            _completions is null ? null : Pick(_completions),
            [.. rows.Select(InputOf)],
            _prompts is null ? null : Pick(_prompts),
            _flags is null ? null : Pick(_flags),
            _columns.ToDictionary(column => column.Key, column => Pick(column.Value)));
    }

    /// <summary>The inputs whose reward std is at most a threshold, split by the reward they are stuck at.</summary>
    /// <param name="epsilon">Threshold on the std, in units of reward; 0 selects inputs whose rewards are all the same.</param>
    public VanishingInputs Vanishing(double epsilon) => VanishingInputs.Of(this, epsilon);

    /// <summary>The inputs whose reward std is at most a percentile of all stds, split by the reward they are stuck at.</summary>
    /// <param name="percent">In [0, 100]; the paper looks at the 10th percentile. Inputs whose std is unknown do not count.</param>
    public VanishingInputs VanishingByQuantile(double percent) => VanishingInputs.Of(this, StdPercentile(percent));

    /// <summary>A percentile of the reward stds; inputs with a single completion, whose std is unknown, are left out.</summary>
    /// <param name="percent">In [0, 100].</param>
    /// <exception cref="InsufficientSampleException">No input has a known std.</exception>
    public double StdPercentile(double percent) => Quantiles.Percentile(Array.FindAll(_stds, std => !double.IsNaN(std)), percent);

    /// <summary>The census as a data frame, one row per input, with the same columns as its files.</summary>
    public DataFrame ToDataFrame() => CensusTable.Of(this, _prompts).ToDataFrame();

    /// <summary>Writes the census as CSV (UTF-8, header, shortest numbers that read back exactly): to a temporary name, then
    /// renamed.</summary>
    /// <param name="path">The file, replaced if it exists; its folder must exist.</param>
    public void SaveCsv(string path) => CensusFiles.SaveCsv(CensusTable.Of(this, _prompts), path);

    /// <summary>Writes the census as Parquet: to a temporary name, then renamed.</summary>
    /// <param name="path">The file, replaced if it exists; its folder must exist.</param>
    public void SaveParquet(string path) => CensusFiles.SaveParquet(CensusTable.Of(this, _prompts), path);
}
