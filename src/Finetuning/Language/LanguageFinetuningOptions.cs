using VanishingGradients.Data;
using VanishingGradients.Finetuning.PolicyGradient;
using VanishingGradients.Text.Generation;

namespace VanishingGradients.Finetuning.Language;

/// <summary>Reinforcement finetuning of a language model: pure data. The method is any of the engine's.</summary>
/// <remarks>
/// What is easily overlooked of the official code (RL4LMs), and how it is here:
/// <list type="bullet">
/// <item>A minibatch is made of token transitions of any episodes, not of episodes. Fixed;
/// <see cref="PolicyGradientOptions.MinibatchSize"/> of null takes the whole rollout at once.</item>
/// <item>A rollout has a fixed number of transitions; the last episode is cut and its next value taken in. Switched by
/// <see cref="PolicyGradientOptions.TransitionsPerRollout"/>; null, the default, takes whole episodes.</item>
/// <item>Completions are sampled from truncated logits, but scored by the whole ones, divided by the temperature. Top-k and the like are never
/// part of the scores; the temperature is switched by <see cref="ScoresWithTemperature"/>. The reference policy is never divided.</item>
/// <item>β follows the mean KL of every rollout. Switched by <see cref="KlPenaltyOptions.Controller"/>; constant by default.</item>
/// <item>There is no dropout anywhere, and discounting (γ 0.99) acts per token.</item>
/// </list>
/// </remarks>
public sealed record LanguageFinetuningOptions
{
    /// <summary>The method. <value>PPO with RL4LMs' numbers and AdamW, learning rate 2e-6, weight decay 1e-6, prompts drawn with
    /// replacement; presets of tasks: <see cref="LanguageFinetuningPreset"/>.</value></summary>
    public PolicyGradientOptions Method { get; init; } = PolicyGradientOptions.Ppo with
    {
        DrawsWithReplacement = true,
        InputsPerRollout = 10,
        Optimizer = new AdamOptions(2e-6, weightDecay: 1e-6),
    };

    /// <summary>How completions are sampled. <value>At most 20 tokens of the policy as it is.</value></summary>
    public GenerationOptions Generation { get; init; } = new();

    /// <summary>Whether the temperature of <see cref="Generation"/> divides the logits in scoring and training too, so that it changes the
    /// policy that is optimised. <value>true (the paper's code); RL4LMs itself: false.</value></summary>
    public bool ScoresWithTemperature { get; init; } = true;

    /// <summary>NLPO's action mask; null for none. <value>null.</value></summary>
    public NlpoOptions? Nlpo { get; init; }

    /// <summary>Measures prompt by prompt before every logged iteration; null for none. <value>8 prompts.</value></summary>
    public RewardProbeOptions? Probe { get; init; } = new();

    /// <summary>Most completions of one forward pass that scores a rollout. It decides on memory and speed only. <value>16.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int CompletionsPerPass { get; init => field = OptionCheck.AtLeastOne(value, nameof(CompletionsPerPass)); } = 16;

    /// <summary>Most tokens, of prompts and padding too, that a training step reads in one forward and backward pass; the gradients of a step's passes add
    /// up to that of one pass over all of it. A completion is never divided, and a pass has fewer where its logits would be more than 2²⁴. It decides on memory
    /// and speed, not, but for rounding, on what is learned. <value>8192 (the kit's choice).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int TokensPerPass { get; init => field = OptionCheck.AtLeastOne(value, nameof(TokensPerPass)); } = 8192;

    /// <summary>What divides the policy's logits in scoring.</summary>
    internal double ScoringTemperature => ScoresWithTemperature ? Generation.Decoding.Temperature?.Value ?? 1 : 1;
}
