using Microsoft.Data.Analysis;

namespace VanishingGradients.Finetuning.Language;

/// <summary>What a finetuning finds prompt by prompt, in two files of a folder that only grow: <c>prompts.jsonl</c> has a line for every probed
/// prompt of every logged step, <c>samples.jsonl</c> one for some of the completions.</summary>
/// <remarks>
/// Lines are JSON objects with the fields of <see cref="PromptRewards"/> and, after <c>step</c>, of <see cref="RolloutSample"/>, in snake case.
/// What was added outlives the process. A run that goes on from an earlier step overwrites what it had written after that; so the files of a run
/// that was killed and continued have the lines of one that never was.
/// </remarks>
public sealed class PromptJournal : IDisposable
{
    private readonly JournalFile<PromptRewards> _prompts;
    private readonly JournalFile<JournalSample> _samples;

    /// <summary>Opens the files, or makes them.</summary>
    /// <param name="folder">A folder that exists.</param>
    /// <param name="stage">What the names of the files begin with, before a dot; null for nothing.</param>
    /// <exception cref="SampleFileException">A file holds something else.</exception>
    public PromptJournal(string folder, string? stage = null)
    {
        _prompts = new JournalFile<PromptRewards>(PromptsFile(folder, stage));
        try
        {
            _samples = new JournalFile<JournalSample>(SamplesFile(folder, stage));
        }
        catch
        {
            _prompts.Dispose();
            throw;
        }
    }

    /// <summary>The per-prompt history: <c>step</c>, <c>input</c>, <c>mean</c>, <c>std</c>, <c>completions</c>, <c>all_minimum</c>,
    /// <c>all_maximum</c>, <c>entropy</c>, <c>gradient_norm</c>.</summary>
    /// <param name="folder">The folder; a training may be writing to it.</param>
    /// <param name="stage">See the constructor.</param>
    /// <exception cref="FileNotFoundException">There is no journal.</exception>
    /// <exception cref="SampleFileException">The file was changed.</exception>
    public static DataFrame Prompts(string folder, string? stage = null)
    {
        var rows = JournalFile<PromptRewards>.Read(PromptsFile(folder, stage));
        return new DataFrame(
            new Int64DataFrameColumn("step", rows.Select(row => row.Step)),
            new Int32DataFrameColumn("input", rows.Select(row => row.Input)),
            new DoubleDataFrameColumn("mean", rows.Select(row => row.Mean)),
            new DoubleDataFrameColumn("std", rows.Select(row => row.Std)),
            new Int32DataFrameColumn("completions", rows.Select(row => row.Completions)),
            new BooleanDataFrameColumn("all_minimum", rows.Select(row => row.AllMinimum)),
            new BooleanDataFrameColumn("all_maximum", rows.Select(row => row.AllMaximum)),
            new DoubleDataFrameColumn("entropy", rows.Select(row => row.Entropy)),
            new DoubleDataFrameColumn("gradient_norm", rows.Select(row => row.GradientNorm)));
    }

    /// <summary>The samples: <c>step</c>, <c>input</c>, <c>prompt</c>, <c>completion</c>, <c>reward</c>.</summary>
    /// <param name="folder">The folder; a training may be writing to it.</param>
    /// <param name="stage">See the constructor.</param>
    /// <exception cref="FileNotFoundException">There is no journal.</exception>
    /// <exception cref="SampleFileException">The file was changed.</exception>
    public static DataFrame Samples(string folder, string? stage = null)
    {
        var rows = JournalFile<JournalSample>.Read(SamplesFile(folder, stage));
        return new DataFrame(
            new Int64DataFrameColumn("step", rows.Select(row => row.Step)),
            new Int32DataFrameColumn("input", rows.Select(row => row.Input)),
            new StringDataFrameColumn("prompt", rows.Select(row => row.Prompt)),
            new StringDataFrameColumn("completion", rows.Select(row => row.Completion)),
            new DoubleDataFrameColumn("reward", rows.Select(row => row.Reward)));
    }

    /// <summary>Adds what was found at a step.</summary>
    /// <param name="step">The step; lines of it and of later steps go.</param>
    /// <param name="prompts">The prompts, of that step.</param>
    /// <param name="samples">Some of their completions.</param>
    public void Add(long step, IReadOnlyList<PromptRewards> prompts, IReadOnlyList<RolloutSample> samples)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(samples);
        _prompts.Append(step, prompts);
        _samples.Append(step, samples.Select(sample => new JournalSample(step, sample.Input, sample.Prompt, sample.Completion, sample.Reward)));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _prompts.Dispose();
        _samples.Dispose();
    }

    private static string PromptsFile(string folder, string? stage) => Named(folder, stage, "prompts.jsonl");

    private static string SamplesFile(string folder, string? stage) => Named(folder, stage, "samples.jsonl");

    private static string Named(string folder, string? stage, string name) => Path.Combine(folder, stage is null ? name : $"{stage}.{name}");
}
