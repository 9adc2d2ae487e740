using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Experiments.Studies;
using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments.Claims.Measurements;

/// <summary>What methods do for the two reward-std groups from the same pretrained policy. For method m and group g: m.g.gain, m.g.reward,
/// m.g.peak-std (the largest mean std of a logged epoch), start.g.reward, start.g.std.</summary>
/// <param name="id">Short name.</param>
/// <param name="study">A study with one configuration per method, with one stage named by it.</param>
internal sealed class GroupMeasurement(string id, Func<Scale, PaperStudy> study) : StudyMeasurement(id, study)
{
    private static readonly (string Name, string Suffix)[] Groups = [("small", StepMetrics.Small), ("large", StepMetrics.Large)];

    protected override IReadOnlyDictionary<string, ConfidenceInterval> Values(StudyResults results)
    {
        var values = new Dictionary<string, ConfidenceInterval>();
        foreach (var (group, suffix) in Groups)
        {
            foreach (var configuration in results.Configurations)
            {
                ConfidenceInterval Mean(Func<StudyResult, double> value) => results.Mean(configuration, value);
                var method = (string)results[configuration][0].Run.Values["method"];
                values[$"{method}.{group}.gain"] = Mean(result => Gain(result, suffix));
                values[$"{method}.{group}.reward"] = Mean(result => result.Final($"reward_{suffix}"));
                values[$"{method}.{group}.peak-std"] = Mean(result => result.Folder.Metrics(method)[$"avg_reward_std_{suffix}"].Max());
                values[$"start.{group}.reward"] = Mean(result => result.Result.Stages[0].Evaluation[$"reward_{suffix}"]);
                values[$"start.{group}.std"] = Mean(result => result.Result.Stages[0].Evaluation[$"avg_reward_std_{suffix}"]);
            }
        }

        return values;
    }
}
