namespace VanishingGradients.Analysis.Census.Rollouts;

/// <summary>What logged rollouts say: a census, how it was read, and how much of it is dead.</summary>
public sealed class RolloutReport
{
    /// <summary>Name of the census column with the training step, present when the steps were kept apart.</summary>
    public const string StepColumn = "step";

    private readonly string[] _inputs;
    private readonly long[] _stepOfRow;

    internal RolloutReport(
        InputCensus census,
        string[] inputs,
        long[] stepOfRow,
        RolloutCensusOptions options,
        IReadOnlyList<string> files,
        IReadOnlyList<string> columns,
        long rows,
        long skipped,
        IReadOnlyList<MalformedRollout> malformed)
    {
        (Census, _inputs, _stepOfRow, Options) = (census, inputs, stepOfRow, options);
        (Files, Columns, Rows, SkippedRows, Malformed) = (files, columns, rows, skipped, malformed);
        Dead = census.Vanishing(options.Epsilon);
        Steps = [.. stepOfRow.Distinct().Order()];
    }

    /// <summary>One row per prompt, or per prompt and step.</summary>
    public InputCensus Census { get; }

    /// <summary>The dead inputs: reward std at most <see cref="RolloutCensusOptions.Epsilon"/>.</summary>
    public VanishingInputs Dead { get; }

    /// <summary>How the files were read.</summary>
    public RolloutCensusOptions Options { get; }

    /// <summary>The files read.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The columns used, in words; more than one entry when files differ.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Rows in the files, malformed ones included.</summary>
    public long Rows { get; }

    /// <summary>Malformed rows that were left out.</summary>
    public long SkippedRows { get; }

    /// <summary>The first hundred malformed rows.</summary>
    public IReadOnlyList<MalformedRollout> Malformed { get; }

    /// <summary>The training steps, ascending; empty when there is no step column or the steps were pooled.</summary>
    public IReadOnlyList<long> Steps { get; }

    /// <summary>The census of one step with plain prompt ids, so that two steps can be compared by
    /// <see cref="CensusComparison"/>.</summary>
    /// <param name="step">One of <see cref="Steps"/>.</param>
    /// <exception cref="CensusException">There is no such step.</exception>
    public InputCensus AtStep(long step)
    {
        int[] rows = [.. Enumerable.Range(0, _stepOfRow.Length).Where(row => _stepOfRow[row] == step)];
        return rows.Length > 0
            ? Census.Subset(rows).WithInputs(rows.Select(row => _inputs[row]))
            : throw new CensusException(Steps.Count == 0
                ? $"There is no step {step}: the rollouts have no step column, or their steps were pooled."
                : $"There is no step {step} in the rollouts; they hold {Steps.Count} steps from {Steps[0]} to {Steps[^1]}.");
    }

    /// <summary>What was read, how much of it is dead and what to do about it, in plain language.</summary>
    public string Summary() => RolloutSummary.Of(this);
}
