using VanishingGradients.Analysis.Census;
using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Studies;

/// <summary>A pipeline that was executed: the census before, at hand-over and after.</summary>
public sealed class PipelineResult
{
    private PipelineResult(RunFolder folder, RunResult result, double epsilon)
    {
        (Folder, Result, Before) = (folder, result, folder.Census(StageOptions.Pretraining));
        HandOver = folder.Census(result.Stages[^2].Name);
        After = folder.Census(result.Stages[^1].Name);
        Vanishing = Before.Vanishing(epsilon);
        Stages = [.. result.Stages.Select(Row)];
    }

    /// <summary>The run folder.</summary>
    public RunFolder Folder { get; }

    /// <summary>How the run ended.</summary>
    public RunResult Result { get; }

    /// <summary>Every training input under the pretrained policy.</summary>
    public InputCensus Before { get; }

    /// <summary>Every training input when finetuning takes over; <see cref="Before"/> where nothing was mended.</summary>
    public InputCensus HandOver { get; }

    /// <summary>Every training input at the end.</summary>
    public InputCensus After { get; }

    /// <summary>The inputs that were vanishing at the start.</summary>
    public VanishingInputs Vanishing { get; }

    /// <summary>One row per stage, pretraining first: what a notebook shows as a table.</summary>
    public IReadOnlyList<PipelineStage> Stages { get; }

    /// <summary>Reads a pipeline from the folder of its run.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="epsilon">Reward std up to which an input counts as vanishing, at least 0.</param>
    /// <exception cref="RunFileException">There is no finished run with a stage after pretraining.</exception>
    public static PipelineResult Read(string folder, double epsilon)
    {
        var run = RunFolder.Open(folder);
        return run.Result is { Stages.Count: > 1 } result
            ? new PipelineResult(run, result, epsilon)
            : throw new RunFileException(run.Path, "there is no finished run with a stage after pretraining. Execute the pipeline first.");
    }

    private PipelineStage Row(StageResult stage)
    {
        var census = Folder.Census(stage.Name);
        var were = Vanishing.Rows.ToHashSet();
        double Mean(Func<int, double> value, bool vanishing) =>
            Enumerable.Range(0, census.Count).Where(row => were.Contains(row) == vanishing).Select(value).DefaultIfEmpty(double.NaN).Average();
        return new PipelineStage(
            stage.Name, stage.Inputs, census.Vanishing(Vanishing.Epsilon).AllMinimum.Count,
            Mean(row => census.RewardMeans[row], true), Mean(row => census.RewardStds[row], true),
            Mean(row => census.RewardMeans[row], false), Mean(row => census.RewardStds[row], false));
    }
}
