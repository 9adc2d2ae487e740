using VanishingGradients.Data;

namespace VanishingGradients.Finetuning.Language;

/// <summary>The learned top-p mask of NLPO (Ramamurthy et al. 2023): an earlier copy of the policy says which tokens may be chosen.</summary>
/// <remarks>
/// Forbidden tokens are never sampled. An allowed token keeps its log-probability under the plain policy, as in RL4LMs, so the mask shows in
/// the losses only through the entropy and the clamp of <see cref="PolicyGradient.NlpoMask.LogProbabilities"/>; the KL penalty compares plain
/// log-probabilities. The masking policy is refreshed when an iteration begins, so it is the policy that the last iteration's training left; RL4LMs copies
/// it after a rollout and before the training on it, so its mask is that of the rollout, one training older. Which of RL4LMs' two counts of tokens always stays follows from the model, see <see cref="PolicyGradient.NlpoVariant"/>.
/// </remarks>
public sealed record NlpoOptions
{
    /// <summary>p: tokens stay that are ranked above by a total probability of at most this. <value>0.9 (paper's code; 0.5 in IWSLT
    /// 2017).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0 and at most 1.</exception>
    public double TopP
    {
        get;
        init => field = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(TopP), value, $"{nameof(TopP)} must be above 0 and at most 1.");
    } = 0.9;

    /// <summary>The most probable tokens that stay whatever p is. <value>100 (RL4LMs).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int MinTokensToKeep { get; init => field = OptionCheck.AtLeastOne(value, nameof(MinTokensToKeep)); } = 100;

    /// <summary>Iterations after which the masking policy becomes a copy of the policy again, as it is then after their training. <value>20 (paper's code, most tasks).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int RefreshEvery { get; init => field = OptionCheck.AtLeastOne(value, nameof(RefreshEvery)); } = 20;
}
