using VanishingGradients.Models.Language;
using VanishingGradients.Text.Generation;
using VanishingGradients.Torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>The mean reward of a policy's completions, one for each prompt.</summary>
/// <param name="Inputs">Prompts and reward.</param>
/// <param name="Sampling">How completions are drawn; they end where the tokenizer says. The most probable completion is drawn by a top-k of 1.</param>
public sealed record HeldOutReward(LanguageInputs Inputs, GenerationOptions Sampling)
{
    /// <summary>Measures a policy.</summary>
    /// <param name="model">The policy.</param>
    /// <param name="streams">Random streams; the same ones draw with the same random numbers, so that two policies are compared alike.</param>
    /// <param name="cancellation">Observed before every token.</param>
    /// <exception cref="Rewards.TextRewardException">The reward of a completion cannot be had, is not finite or lies outside of its range.</exception>
    /// <exception cref="LanguageExampleException">A prompt is empty, too long with its completion, or holds an id outside of the vocabulary.</exception>
    /// <exception cref="ArgumentException">The tokenizer is of another model, or its end is not that of the options.</exception>
    public double Mean(LanguageModel model, RandomStreams streams, CancellationToken cancellation = default)
    {
        var completions = new CompletionGenerator(model, RolloutCheck.Require(model, Inputs, Sampling)).Sample(Inputs.Prompts, streams, cancellation: cancellation);
        return Inputs.Judge([.. Enumerable.Range(0, Inputs.Count)], completions).Average(sample => sample.Reward);
    }
}
