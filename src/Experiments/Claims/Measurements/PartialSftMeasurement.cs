using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Experiments.Studies;

namespace VanishingGradients.Experiments.Claims.Measurements;

/// <summary>The share of the gain of full SFT and RFT that 40 percent of the SFT steps reach, by the inputs that are labelled: none (rft-only),
/// random-1, random-100, smallest-std-10 (percent), each .gain; and .std, the mean reward std of the small group when RFT starts.</summary>
/// <param name="id">Short name.</param>
/// <param name="study">The study at a scale.</param>
internal sealed class PartialSftMeasurement(string id, Func<Scale, PartialSftStudy> study) : StudyMeasurement(id, study)
{
    internal const double StepShare = 0.4;

    protected override IReadOnlyDictionary<string, ConfidenceInterval> Values(StudyResults results)
    {
        var values = new Dictionary<string, ConfidenceInterval>();
        foreach (var budget in PartialSftGrid.Budgets(results).Where(budget => budget.StepShare is 0 or StepShare))
        {
            var name = budget.StepShare == 0 ? "rft-only" : $"{RunNames.Of(budget.Choice)}-{Math.Round(100 * budget.LabelShare)}";
            values[$"{name}.gain"] = budget.Gain;
            values[$"{name}.std"] = SeedMean.Of([.. budget.StdsAtHandOver]);
        }

        return values;
    }
}
