namespace VanishingGradients.Analysis.Census;

/// <summary>What must hold of every census.</summary>
internal static class CensusChecks
{
    public static void Check(InputCensus census, string[]? inputs, string[]? prompts)
    {
        if (census.Count == 0)
            throw new CensusException("A census needs at least one input, but there is none.");
        RequireLength(census, "reward stds", census.RewardStds.Length);
        if (census.Ddof is not null)
            RequireLength(census, "completion counts", census.Completions.Length);
        if (inputs is not null)
            RequireDistinct(census, inputs);
        if (prompts is not null)
            RequireLength(census, "prompts", prompts.Length);
        if (!census.Flags.IsEmpty)
            RequireLength(census, "flags", census.Flags.Length);
        foreach (var name in census.ColumnNames)
            RequireLength(census, $"values of column '{name}'", census.Column(name).Length);
        for (var row = 0; row < census.Count; row++)
            CheckRow(census, row);
    }

    private static void RequireLength(InputCensus census, string what, int length)
    {
        if (length != census.Count)
            throw new CensusException($"The census has {census.Count} inputs but {length} {what}; give one per input.");
    }

    private static void RequireDistinct(InputCensus census, string[] inputs)
    {
        RequireLength(census, "input ids", inputs.Length);
        var seen = new HashSet<string>(inputs.Length, StringComparer.Ordinal);
        foreach (var input in inputs)
        {
            if (!seen.Add(input))
                throw new CensusException($"The input id '{input}' occurs twice; ids must be distinct, since censuses are joined by them.");
        }
    }

    private static void CheckRow(InputCensus census, int row)
    {
        if (census.Ddof is not null && census.Completions[row] < 1)
            throw new CensusException($"Input '{census.InputOf(row)}' has no completions; sample at least one, or leave the input out.");
        var mean = census.RewardMeans[row];
        // Rounding may carry the mean of identical rewards past the end of the range by a few units in the last place.
        var rounding = 1e-12 * Math.Max(1, Math.Max(Math.Abs(census.Range.Minimum), Math.Abs(census.Range.Maximum)));
        if (double.IsNaN(mean))
        {
            throw new CensusException(
                $"The reward mean of input '{census.InputOf(row)}' is NaN: the policy's probabilities are no longer finite, or the reward is NaN for an output.");
        }

        if (!(mean >= census.Range.Minimum - rounding && mean <= census.Range.Maximum + rounding))
        {
            throw new CensusException(
                $"The reward mean of input '{census.InputOf(row)}' is {mean}, outside the declared range {census.Range}. Declare the range of the reward function.");
        }

        var std = census.RewardStds[row];
        var unknown = double.IsNaN(std) && census.Ddof is not null && census.Completions[row] == 1;
        if (!unknown && !(std >= 0 && double.IsFinite(std)))
            throw new CensusException(
                $"The reward std of input '{census.InputOf(row)}' is {std}; a finite number not below 0 is expected.");
    }
}
