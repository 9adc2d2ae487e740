namespace VanishingGradients.Finetuning.Language;

/// <summary>What a probe found of one prompt at one step.</summary>
/// <param name="Step">Iteration of a reinforcement finetuning, from 1, before its rollout; steps done of a supervised one.</param>
/// <param name="Input">Position of the prompt among all.</param>
/// <param name="Mean">Mean reward of its completions.</param>
/// <param name="Std">Their reward std, of the probe's ddof.</param>
/// <param name="Completions">Their number n.</param>
/// <param name="AllMinimum">Whether the prompt vanishes at the lowest reward: the std is at most the probe's ε.</param>
/// <param name="AllMaximum">Whether it vanishes at the highest.</param>
/// <param name="Entropy">Mean entropy of a token of the completions, in nats, of the whole softmax.</param>
/// <param name="GradientNorm">Norm of the estimated gradient of the prompt's expected reward, see <see cref="RewardProbe"/>.</param>
public sealed record PromptRewards(
    long Step,
    int Input,
    double Mean,
    double Std,
    int Completions,
    bool AllMinimum,
    bool AllMaximum,
    double Entropy,
    double GradientNorm) : IJournalRow;
