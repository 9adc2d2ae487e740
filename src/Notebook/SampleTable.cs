using Microsoft.Data.Analysis;
using VanishingGradients.Finetuning.Language;

namespace VanishingGradients.Notebook;

/// <summary>What a policy wrote at one step of its finetuning.</summary>
public static class SampleTable
{
    /// <summary>Prompts with some completions and their rewards.</summary>
    /// <param name="samples">See <see cref="PromptJournal.Samples"/>.</param>
    /// <param name="step">The step; null for the last.</param>
    /// <exception cref="ArgumentException">There is no sample of that step; the message names those there are.</exception>
    public static Table Of(DataFrame samples, long? step = null)
    {
        ArgumentNullException.ThrowIfNull(samples);
        long[] steps = [.. samples.Columns["step"].Cast<long>()];
        var chosen = step ?? steps.LastOrDefault();
        return steps.Contains(chosen)
            ? Table.Of(
                samples.Rows.Where((_, row) => steps[row] == chosen).Select(row => ((string)row["prompt"], (string)row["completion"], (double)row["reward"])),
                "prompt", "completion", "reward").WithCaption($"Samples of step {chosen}")
            : throw new ArgumentException($"There is no sample of step {chosen}; there are some of {string.Join(", ", steps.Distinct())}.", nameof(step));
    }
}
