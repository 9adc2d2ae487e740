using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Experiments.Studies;

/// <summary>A budget for SFT before RFT, and what it bought.</summary>
/// <param name="Environment">Name of the data.</param>
/// <param name="StepShare">SFT steps as a share of those of the full SFT stage.</param>
/// <param name="LabelShare">Labelled inputs as a share of all.</param>
/// <param name="Choice">Which inputs are labelled.</param>
/// <param name="Steps">SFT steps.</param>
/// <param name="Labels">Labelled inputs.</param>
/// <param name="Gains">One per seed: the share of the gain of full SFT and RFT that this budget and RFT reached. Gain is the final mean
/// reward of the small reward-std group minus that of the pretrained policy; both runs have the same seed.</param>
/// <param name="StdsAtHandOver">One per seed: mean reward std of the small group when RFT starts.</param>
public sealed record SftBudget(
    string Environment, double StepShare, double LabelShare, LabelChoice Choice, double Steps, double Labels,
    IReadOnlyList<double> Gains, IReadOnlyList<double> StdsAtHandOver)
{
    /// <summary>Mean gain over the seeds with its 95 % interval (Student's t); NaN ends for a single seed.</summary>
    public ConfidenceInterval Gain => SeedMean.Of([.. Gains]);

    /// <summary>The budgets whose mean gain reaches a share and that no cheaper one beats: no other of them has as few labels and as few
    /// steps.</summary>
    /// <param name="budgets">Budgets of one environment.</param>
    /// <param name="share">Share of the gain of full SFT and RFT to reach, for example 0.96.</param>
    /// <returns>By labels, the fewest first; so the steps fall. Empty when none reaches it.</returns>
    public static IReadOnlyList<SftBudget> SmallestReaching(IEnumerable<SftBudget> budgets, double share)
    {
        ArgumentNullException.ThrowIfNull(budgets);
        var smallest = new List<SftBudget>();
        foreach (var budget in budgets.Where(budget => budget.Gains.Average() >= share).OrderBy(budget => budget.Labels).ThenBy(budget => budget.Steps))
        {
            if (smallest.Count == 0 || budget.Steps < smallest[^1].Steps)
            {
                smallest.Add(budget);
            }
        }

        return smallest;
    }
}
