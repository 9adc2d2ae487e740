using VanishingGradients.Models.Language;
using VanishingGradients.Text.Generation;
using VanishingGradients.Torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>The mean reward of a policy's completions, one for each prompt.</summary>
/// <param name="Inputs">Prompts and reward.</param>
/// <param name="Sampling">How completions are drawn. The most probable completion is drawn by a top-k of 1.</param>
public sealed record HeldOutReward(LanguageInputs Inputs, GenerationOptions Sampling)
{
    /// <summary>Measures a policy.</summary>
    /// <param name="model">The policy.</param>
    /// <param name="streams">Random streams; the same ones draw with the same random numbers, so that two policies are compared alike.</param>
    /// <param name="cancellation">Observed before every token.</param>
    /// <exception cref="Rewards.TextRewardException">The reward of a completion cannot be had, is not finite or lies outside of its range.</exception>
    public double Mean(LanguageModel model, RandomStreams streams, CancellationToken cancellation = default)
    {
        var completions = new CompletionGenerator(model, Sampling).Sample(Inputs.Prompts, streams, cancellation: cancellation);
        return Inputs.Judge([.. Enumerable.Range(0, Inputs.Count)], completions).Average(sample => sample.Reward);
    }
}
