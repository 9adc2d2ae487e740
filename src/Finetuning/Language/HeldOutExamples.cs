using VanishingGradients.Models.Language;
using VanishingGradients.Text.Generation;
using VanishingGradients.Torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>Examples that a training is evaluated on, and how.</summary>
/// <param name="Examples">At least one.</param>
/// <param name="Sampling">How completions are drawn for the mean reward, one for each example; null for no reward. The most probable
/// completion is drawn by a top-k of 1.</param>
/// <param name="Rewards">The reward; needed where <paramref name="Sampling"/> is given.</param>
public sealed record HeldOutExamples(IReadOnlyList<LanguageExample> Examples, GenerationOptions? Sampling = null, CompletionRewards? Rewards = null)
{
    /// <summary>Whether rewards are measured.</summary>
    public bool HasReward => Sampling is not null && Rewards is not null;

    /// <summary>The mean reward of one completion for each example.</summary>
    /// <param name="model">The policy.</param>
    /// <param name="streams">Random streams; the same ones draw with the same random numbers, so that two policies are compared alike.</param>
    /// <param name="cancellation">Observed before every token.</param>
    /// <exception cref="InvalidOperationException">Sampling and reward are not both given.</exception>
    public double MeanReward(LanguageModel model, RandomStreams streams, CancellationToken cancellation = default)
    {
        if (Sampling is null || Rewards is null)
        {
            throw new InvalidOperationException($"{nameof(Sampling)} and {nameof(Rewards)} are both needed to measure the reward.");
        }

        var completions = new CompletionGenerator(model, Sampling)
            .Sample([.. Examples.Select(example => example.Prompt)], streams, cancellation: cancellation);
        var rewards = Rewards(Examples, completions);
        return rewards.Count == Examples.Count
            ? rewards.Average()
            : throw new InvalidOperationException($"{nameof(Rewards)} gave {rewards.Count} rewards for {Examples.Count} completions.");
    }
}
