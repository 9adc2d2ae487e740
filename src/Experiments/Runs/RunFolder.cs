using Microsoft.Data.Analysis;
using VanishingGradients.Analysis.Census;
using VanishingGradients.Finetuning;
using VanishingGradients.Finetuning.Language;

namespace VanishingGradients.Experiments.Runs;

/// <summary>The folder of a run: what it is, how far it is, and its metrics.</summary>
/// <remarks>
/// config.json (the run), environment.json (what it was executed with, one entry per start), a metrics file and a
/// census per stage, checkpoint.safetensors (while the run is unfinished), the final policy and result.json (when it is finished), error.txt (when
/// it failed), run.lock. The policy is policy.safetensors; of a language run the Hugging Face folder policy/. A language run's stages also keep
/// two journals, stage.prompts.jsonl and stage.samples.jsonl.
/// </remarks>
public sealed class RunFolder
{
    private RunFolder(string path, RunDescription options) => (Path, Options) = (path, options);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What is run.</summary>
    public RunDescription Options { get; }

    /// <summary>How the run ended; null while it is unfinished.</summary>
    /// <exception cref="RunFileException">The file is damaged.</exception>
    public RunResult? Result => File.Exists(ResultFile) ? RunJson.Load<RunResult>(ResultFile) : null;

    /// <summary>Why the last execution failed; null where it did not.</summary>
    public string? Error => File.Exists(ErrorFile) ? File.ReadAllText(ErrorFile) : null;

    /// <summary>What the run was executed with, one entry per start.</summary>
    /// <exception cref="RunFileException">The file is damaged.</exception>
    public IReadOnlyList<RunEnvironment> Environments =>
        File.Exists(EnvironmentFile) ? RunJson.Load<IReadOnlyList<RunEnvironment>>(EnvironmentFile) : [];

    /// <summary>Wall-clock seconds of all starts up to the results; NaN while there are none.</summary>
    /// <exception cref="RunFileException">The file is damaged.</exception>
    public double Seconds => File.Exists(ResultFile) && Environments is [.., var last] starts
        ? starts.SkipLast(1).Sum(start => start.Seconds ?? 0) + (last.Seconds ?? Math.Max(0, (File.GetLastWriteTimeUtc(ResultFile) - last.Started).TotalSeconds))
        : double.NaN;

    /// <summary>The file with the final policy's parameters and buffers, in safetensors.</summary>
    public string PolicyFile => In(Options.PolicyFile);

    internal string ConfigFile => In("config.json");

    internal string EnvironmentFile => In("environment.json");

    internal string CheckpointFile => In("checkpoint.safetensors");

    internal string ResultFile => In("result.json");

    internal string ErrorFile => In("error.txt");

    /// <summary>Opens the folder of a run, whether it is running, finished or neither.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="RunFileException">It has no config.json, or that is no run.</exception>
    public static RunFolder Open(string path) => new(path, RunDescription.Load(System.IO.Path.Combine(path, "config.json")));

    /// <summary>Makes the folder of a run, without executing it. A folder that has the same run already is left as it is.</summary>
    /// <param name="options">The run.</param>
    /// <param name="path">The folder.</param>
    /// <exception cref="RunFileException">The folder has another run.</exception>
    /// <exception cref="NotSupportedException">The policy or an objective is code and not data; the message names it.</exception>
    public static RunFolder Create(RunDescription options, string path)
    {
        ArgumentNullException.ThrowIfNull(options);
        var json = options.ToJson();
        var folder = new RunFolder(path, options);
        if (File.Exists(folder.ConfigFile))
        {
            return Open(path).Options.ToJson() == json
                ? folder
                : throw new RunFileException(
                    folder.ConfigFile, "the folder has another run already. Choose another folder, or execute that one.");
        }

        RunJson.Writing(path, () => Directory.CreateDirectory(path));
        RunJson.SaveText(folder.ConfigFile, json);
        return folder;
    }

    /// <summary>The metrics of a stage, as far as they are saved.</summary>
    /// <param name="stage">Name of the stage, "pretraining" being the first of every run.</param>
    /// <exception cref="RunFileException">The stage has no metrics yet, or the file is cut short or damaged; the message says
    /// where.</exception>
    public MetricsLog Metrics(string stage) => MetricsFile.Read(MetricsPath(stage));

    /// <summary>Reward statistics of every training input of the task under the policy that a stage left, with the reward of that stage
    /// (after pretraining: of the first stage). Those of a controlled run and of the small language task are exact, the relabelled inputs or
    /// untaught prompts flagged, with the probability of the highest reward in the column <see cref="CensusColumns.SuccessShare"/>.</summary>
    /// <param name="stage">Name of a stage that is finished, "pretraining" being the first of every run.</param>
    /// <exception cref="RunFileException">The stage is not finished, or the run is of a version of the kit that kept no census.</exception>
    /// <exception cref="CensusFormatException">The file is damaged.</exception>
    public InputCensus Census(string stage) => File.Exists(CensusPath(stage))
        ? InputCensus.Load(CensusPath(stage))
        : throw new RunFileException(CensusPath(stage), $"stage '{stage}' has no census yet. Execute the run to the end of that stage.");

    /// <summary>What a language run's stage found prompt by prompt at every logged step, see <see cref="PromptJournal.Prompts"/>.</summary>
    /// <param name="stage">Name of a stage after pretraining; it may be running.</param>
    /// <exception cref="FileNotFoundException">The stage has not begun, or is one of a controlled run.</exception>
    /// <exception cref="SampleFileException">The file was changed.</exception>
    public DataFrame Prompts(string stage) => PromptJournal.Prompts(Path, stage);

    /// <summary>Some of the completions that it found it with, see <see cref="PromptJournal.Samples"/>.</summary>
    /// <inheritdoc cref="Prompts"/>
    public DataFrame Samples(string stage) => PromptJournal.Samples(Path, stage);

    internal string CensusPath(string stage) => In($"{stage}.census.csv");

    internal string MetricsPath(string stage) => In($"{stage}.metrics");

    /// <summary>Takes the folder for one execution.</summary>
    /// <exception cref="RunInUseException">Somebody else has it.</exception>
    /// <exception cref="RunFileException">Its lock cannot be made: the disk is full, for example.</exception>
    internal IDisposable Take()
    {
        var path = In("run.lock");
        try
        {
            return FolderLock.Take(path);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new RunInUseException(Path, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunFileException(path, $"it cannot be made ({error.Message}). Make it possible and execute the run again.", error);
        }
    }

    /// <summary>Notes a start, and how long the one before took.</summary>
    /// <remarks>A start that was killed could not note its end; it is the last time a file was written, by at most the second between two rows of
    /// metrics.</remarks>
    internal void Begin()
    {
        var starts = Environments;
        if (starts is [.., { Seconds: null } killed])
        {
            var end = Directory.EnumerateFiles(Path).Select(File.GetLastWriteTimeUtc).Max();
            starts = [.. starts.SkipLast(1), killed with { Seconds = Math.Max(0, (end - killed.Started).TotalSeconds) }];
        }

        RunJson.Save<IReadOnlyList<RunEnvironment>>(EnvironmentFile, [.. starts, RunEnvironment.Current()]);
    }

    /// <summary>Notes how long the start took that ends now.</summary>
    internal void End()
    {
        var starts = Environments;
        var last = starts[^1] with { Seconds = (DateTime.UtcNow - starts[^1].Started).TotalSeconds };
        RunJson.Save<IReadOnlyList<RunEnvironment>>(EnvironmentFile, [.. starts.SkipLast(1), last]);
    }

    /// <summary>Removes what an execution that was killed left half-written.</summary>
    internal void RemoveLeftovers()
    {
        foreach (var file in Directory.EnumerateFiles(Path, "*.tmp", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }

        File.Delete(ErrorFile);
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
