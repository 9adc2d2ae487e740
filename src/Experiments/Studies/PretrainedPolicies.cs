using VanishingGradients.Analysis.Gradients;
using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;
using VanishingGradients.Rewards;

namespace VanishingGradients.Experiments.Studies;

/// <summary>Measures the pretrained policies that runs of a study start from.</summary>
public static class PretrainedPolicies
{
    /// <summary>One entry per pretrained policy: runs that differ only in their stages share it.</summary>
    /// <param name="runs">Runs of a study, finished or not.</param>
    /// <param name="epsilon">Reward std up to which an input counts as vanishing, at least 0.</param>
    /// <param name="pretrained">Where the runs share their pretraining, see <see cref="StudyResults.PretrainedFolder"/>; null pretrains again, in this
    /// process and with its number of threads.</param>
    /// <param name="announce">Told of fetches; null for nobody.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<IReadOnlyList<PretrainedPolicy>> MeasureAsync(
        IEnumerable<StudyRun> runs, double epsilon, string? pretrained = null, Action<string>? announce = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var measured = new List<PretrainedPolicy>();
        foreach (var environmentRuns in runs.GroupBy(run => run.Options.Environment))
        {
            using var environment = await ControlledEnvironments
                .LoadAsync(environmentRuns.Key, announce ?? (_ => { }), cancellation: cancellation).ConfigureAwait(false);
            measured.AddRange(environmentRuns
                .DistinctBy(run => (run.Options with { Stages = [] }).ToJson())
                .Select(run => Measure(run, environment, epsilon, pretrained, cancellation)));
        }

        return measured;
    }

    private static PretrainedPolicy Measure(
        StudyRun run, ControlledEnvironment environment, double epsilon, string? pretrained, CancellationToken cancellation)
    {
        using var experiment = new ControlledExperiment(environment, run.Options.Setting);
        MetricsLog Pretrain() => experiment.Pretrain(cancellation: cancellation);
        _ = pretrained is null ? Pretrain() : PretrainedEntry.Share(pretrained, run.Options, experiment.Policy, Pretrain, wait: () => { }, cancellation).Log;
        using var train = experiment.Task.ForFinetuning(LabelReward.PlusMinusOne(experiment.Task));
        InputGradient[] gradients = [.. InputGradients.Of(experiment.Policy, train)];
        double Median(Func<InputGradient, double> value, bool? small = null) =>
            Quantiles.Percentile([.. gradients.Where((_, i) => small is null || train.IsSmall[i] == small).Select(value)], 50);
        return new PretrainedPolicy(
            run,
            experiment.Policy.parameters().Sum(parameter => parameter.numel()),
            gradients.Average(input => input.Rewards.Std <= epsilon ? 1.0 : 0),
            Median(input => input.JacobianNorm),
            Median(input => input.ExpectedReward, small: true),
            Median(input => input.ExpectedReward, small: false),
            Median(input => input.Supervised, small: true));
    }
}
