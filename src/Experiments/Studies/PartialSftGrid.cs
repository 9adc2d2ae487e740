using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments.Studies;

/// <summary>The results of <see cref="PartialSftStudy"/> as budgets.</summary>
public static class PartialSftGrid
{
    private const string Reward = $"reward_{StepMetrics.Small}";
    private const string Std = $"avg_reward_std_{StepMetrics.Small}";

    /// <summary>All budgets; the first of an environment is that without SFT.</summary>
    /// <remarks>What a seed reaches is a share of what it reaches with full SFT and RFT: one whose run of these failed is left out.</remarks>
    /// <param name="results">Results of the study.</param>
    /// <exception cref="ArgumentException">No seed has results of full SFT and RFT.</exception>
    public static IReadOnlyList<SftBudget> Budgets(StudyResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var full = results
            .Where(result => (Value(result, PartialSftStudy.StepShare), Value(result, PartialSftStudy.LabelShare)) == (1, 1) && Choice(result) == LabelChoice.Random)
            .ToDictionary(Key, Gain);
        if (full.Count == 0)
        {
            throw new ArgumentException("No seed has results of full SFT and RFT, of which budgets are shares.", nameof(results));
        }

        return
        [
            .. from configuration in results.Configurations
               let seeds = results[configuration].Where(seed => full.ContainsKey(Key(seed))).ToArray()
               where seeds.Length > 0
               select new SftBudget(
                   seeds[0].Run.Options.Environment,
                   Value(seeds[0], PartialSftStudy.StepShare), Value(seeds[0], PartialSftStudy.LabelShare),
                   Choice(seeds[0]), Value(seeds[0], PartialSftStudy.Steps), Value(seeds[0], PartialSftStudy.Labels),
                   [.. seeds.Select(seed => Gain(seed) / full[Key(seed)])],
                   [.. seeds.Select(seed => seed.Result.Stages[^2].Evaluation[Std])]),
        ];
    }

    /// <summary>A value of the budgets of one environment and choice as a table with a row per share of labelled inputs and a column per share of
    /// steps, both ascending, for a heat map.</summary>
    /// <param name="budgets">The budgets; that without SFT is left out.</param>
    /// <param name="value">The value.</param>
    public static (double[,] Values, IReadOnlyList<double> LabelShares, IReadOnlyList<double> StepShares) Table(
        IEnumerable<SftBudget> budgets, Func<SftBudget, double> value)
    {
        ArgumentNullException.ThrowIfNull(budgets);
        ArgumentNullException.ThrowIfNull(value);
        var cells = budgets.Where(budget => budget.StepShare > 0).ToDictionary(budget => (budget.LabelShare, budget.StepShare), value);
        double[] labels = [.. cells.Keys.Select(cell => cell.LabelShare).Distinct().Order()];
        double[] steps = [.. cells.Keys.Select(cell => cell.StepShare).Distinct().Order()];
        var values = new double[labels.Length, steps.Length];
        for (var row = 0; row < labels.Length; row++)
        {
            for (var column = 0; column < steps.Length; column++)
            {
                values[row, column] = cells[(labels[row], steps[column])];
            }
        }

        return (values, labels, steps);
    }

    private static (string, long) Key(StudyResult result) => (result.Run.Options.Environment, result.Run.Options.Setting.Seed);

    private static double Value(StudyResult result, string name) => (double)result.Run.Values[name];

    private static LabelChoice Choice(StudyResult result) => Enum.GetValues<LabelChoice>()
        .Single(choice => RunNames.Of(choice) == (string)result.Run.Values[PartialSftStudy.Choice]);

    private static double Gain(StudyResult result) => result.Final(Reward) - result.Result.Stages[0].Evaluation[Reward];
}
