using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments.Runs;

/// <summary>Means over inputs, over all and over each reward-std group.</summary>
internal static class GroupMeans
{
    /// <summary>The means of measures by name, those of the groups with their suffix; NaN for a group without inputs.</summary>
    /// <param name="isSmall">For every input, whether it is of the small reward-std group.</param>
    /// <param name="measures">Measures of every input.</param>
    internal static Dictionary<string, double> Of(IReadOnlyList<bool> isSmall, params (string Name, double[] Values)[] measures)
    {
        var means = new Dictionary<string, double>();
        foreach (var (suffix, chosen) in new (string, Func<int, bool>)[]
            { ("", _ => true), ($"_{StepMetrics.Small}", i => isSmall[i]), ($"_{StepMetrics.Large}", i => !isSmall[i]) })
        {
            foreach (var (name, values) in measures)
            {
                means[name + suffix] = values.Where((_, i) => chosen(i)).DefaultIfEmpty(double.NaN).Average();
            }
        }

        return means;
    }
}
