using System.Text.Encodings.Web;
using System.Text.Json;
using VanishingGradients.Analysis.Census.Rollouts;
using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Data;
using VanishingGradients.Models.Language;
using VanishingGradients.Rewards;
using VanishingGradients.Text.Generation;
using VanishingGradients.Torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>Writes completions of many inputs and their rewards to a file as JSON Lines, one line for every input.</summary>
/// <remarks>
/// A line has <c>input</c> (its position among all), <c>prompt</c>, and the lists <c>completion</c> and <c>reward</c>. Every input has random
/// streams of its own and is generated alone, so an extraction that was stopped or killed goes on after its last whole line and ends with the
/// bytes of one that never was. A file beside it, whose name ends in <c>.origin</c>, says what the samples are of; nothing else is continued.
/// </remarks>
public static class SampleExtraction
{
    /// <summary>Random stream that draws the inputs; completions come from parts of it.</summary>
    public const string Stream = "sample extraction";

    private const string MemoryOption = $"{nameof(GenerationOptions.BatchSize)} of {nameof(GenerationOptions)}";

    private static readonly JsonSerializerOptions Lines = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Extracts samples, or goes on where an earlier call with the same arguments stopped.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">Prompts and reward.</param>
    /// <param name="options">How many, and how.</param>
    /// <param name="streams">The run's random streams.</param>
    /// <param name="path">The file; its name should end in <c>.jsonl</c>, so that a census can read it.</param>
    /// <param name="progress">Told the number of inputs in the file after each.</param>
    /// <param name="cancellation">Observed before every token.</param>
    /// <exception cref="LanguageExampleException">A prompt is empty, too long with its completion, or holds an id outside of the vocabulary.</exception>
    /// <exception cref="ArgumentException">The tokenizer is of another model, or its end is not that of the options.</exception>
    /// <exception cref="SampleFileException">The file holds samples of something else, or was changed.</exception>
    /// <exception cref="TextRewardException">A reward cannot be had; the lines before it stay.</exception>
    /// <exception cref="TrainingMemoryException">The memory does not suffice; an extraction with another batch size goes on.</exception>
    /// <exception cref="DirectoryNotFoundException">The file's folder does not exist.</exception>
    public static void Run(
        LanguageModel model,
        LanguageInputs inputs,
        SampleExtractionOptions options,
        RandomStreams streams,
        string path,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(streams);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'. Make it, or give another file.");
        }

        options = options with { Generation = RolloutCheck.Require(model, inputs, options.Generation) };
        int[] chosen;
        using (var stream = streams.Open(Stream))
        {
            chosen = [.. RandomOrder.Of(inputs.Count, stream).Take(options.Inputs)];
        }

        var part = streams.Part(Stream);
        var generator = new CompletionGenerator(model, options.Generation);
        // How many are decoded together changes nothing but rounding.
        var origin = options with { Generation = options.Generation with { BatchSize = new GenerationOptions().BatchSize } };
        SampleOrigin.Of(model, inputs, origin, streams.Seed).Require(path);
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var done = SkipWholeLines(file, path, chosen);
        foreach (var input in chosen[done..])
        {
            cancellation.ThrowIfCancellationRequested();
            int[] copies = [.. Enumerable.Repeat(input, options.Completions)];
            var completions = TrainingMemoryException.Guard(MemoryOption, () => generator.Sample(
                [.. copies.Select(copy => inputs.Prompts[copy])], part.Part($"input {input}"), cancellation: cancellation));
            var samples = inputs.Judge(copies, completions);
            file.Write([.. JsonSerializer.SerializeToUtf8Bytes(
                new { input, prompt = inputs.Text(input), completion = samples.Select(sample => sample.Completion), reward = samples.Select(sample => sample.Reward) },
                Lines), (byte)'\n']);
            file.Flush();
            progress?.Report(++done);
        }

        file.Flush(flushToDisk: true);
    }

    /// <summary>The census of an extraction, whole or so far: one row for every input.</summary>
    /// <param name="path">The file.</param>
    /// <param name="range">The range of the reward.</param>
    /// <param name="ddof">Delta degrees of freedom of the reward std; the paper does not say which.</param>
    /// <exception cref="RolloutFormatException">The file is damaged or empty, or a reward lies outside of the range.</exception>
    public static RolloutReport Census(string path, RewardRange range, Ddof ddof = Ddof.One) =>
        RolloutCensus.Read(path, new RolloutCensusOptions { GroupColumn = "input", PromptColumn = "prompt", Range = range, Ddof = ddof });

    // A line without its end was being written when the process was killed.
    private static int SkipWholeLines(FileStream file, string path, int[] chosen)
    {
        var (done, end) = (0, 0L);
        foreach (var (line, next) in JsonLines.Read(path, file))
        {
            if (done == chosen.Length || InputOf(line) != chosen[done])
            {
                throw new SampleFileException(path, $"line {done + 1} is not that of the {done + 1}th input of this extraction. Was the file changed? Move it away.");
            }

            (done, end) = (done + 1, next);
        }

        file.SetLength(end);
        file.Position = end;
        return done;
    }

    private static int? InputOf(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("input").GetInt32();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }
}
