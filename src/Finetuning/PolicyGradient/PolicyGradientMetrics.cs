using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>Names of what <see cref="PolicyGradientTrainer"/> logs of every iteration, before the measures of its actor-critic.</summary>
public static class PolicyGradientMetrics
{
    /// <summary>Of the rollout: mean and std (ddof 1) over episodes of the task's reward, mean number of actions, share of the drawn groups whose rewards
    /// were all equal (NaN with one sample per input), mean KL estimate of the rollout policy against the reference policy, by the penalty's
    /// estimator, over all actions drawn, also those past the cut of <see cref="PolicyGradientOptions.TransitionsPerRollout"/>, which a <see cref="KlController"/> follows, and β charged in this iteration (NaN without penalty), share of the variance of the returns
    /// that the values explained (NaN without value network).</summary>
    public static IReadOnlyList<string> OfRollout { get; } =
        ["rollout_reward", "rollout_reward_std", "episode_length", "zero_variance_groups", "kl_reference", "kl_coefficient", "explained_variance"];

    /// <summary>Of the steps, means over them unless said otherwise, each taken before its step: mean of ρ = p/p̄ and its largest value in any step, share of
    /// transitions outside the clip range, KL(p̄ ‖ p) as K1, K2 and K3 estimate it, KL(p ‖ q) against the reference policy q likewise (NaN without one),
    /// entropy, loss of the policy without bonus and penalty, squared error of the values (NaN without value network), norm of the policy's gradient before
    /// clipping.</summary>
    /// <remarks>Both divergences come from the log-probabilities ln p that the loss is made of, as plain means over the transitions. With r = q/p of the
    /// action taken, K1 = E[−ln r], K2 = E[(ln r)²/2] and K3 = E[r − 1 − ln r] (Schulman 2020). The actions are the rollout's, so K1 and K3 are unbiased for
    /// KL(p ‖ q) as long as p is the rollout policy, and for KL(p̄ ‖ p) always. A penalty with a coefficient of 0 measures KL(p ‖ q) and charges
    /// nothing.</remarks>
    public static IReadOnlyList<string> OfSteps { get; } =
    [
        "ratio", "ratio_max", "clip_share", "approximate_kl_k1", "approximate_kl_k2", "approximate_kl_k3", "kl_reference_k1", "kl_reference_k2",
        "kl_reference_k3", "entropy", "policy_loss", "value_loss", "grad_norm",
    ];

    private static readonly KlEstimator[] Estimators = [KlEstimator.K1, KlEstimator.K2, KlEstimator.K3];

    private const int RatioMax = 1;

    /// <summary>The metrics of one step in the order of <see cref="OfSteps"/>, shape [M]; not read to the host.</summary>
    /// <param name="kind">The loss.</param>
    /// <param name="logProbabilities">ln p as it is before the step, shape [B].</param>
    /// <param name="batch">What the rollout knows of the same transitions, in that order.</param>
    /// <param name="loss">The loss of all of them.</param>
    /// <param name="gradient">The policy's gradient before clipping, shape [P].</param>
    internal static Tensor OfStep(PolicyLoss kind, Tensor logProbabilities, Minibatch batch, PolicyGradientLoss loss, Tensor gradient)
    {
        using var noGrad = no_grad();
        var now = logProbabilities.detach();
        var ratio = (now - batch.LogProbabilities).exp();
        var missing = tensor(double.NaN, ScalarType.Float64, ratio.device);
        return stack([
            ratio.mean(), ratio.max(), kind.IsClipped(ratio).to(ScalarType.Float64).mean(),
            .. Estimators.Select(estimator => KlEstimators.Of(estimator, batch.LogProbabilities, now).mean()),
            .. Estimators.Select(estimator => batch.ReferenceLogProbabilities is { } reference ? KlEstimators.Of(estimator, now, reference).mean() : missing),
            loss.Entropy.detach(), loss.Policy.detach(), loss.Value?.detach() ?? missing, GroupPass.Norm(gradient)]);
    }

    /// <summary>The metrics of an iteration's steps, in the order of <see cref="OfSteps"/>.</summary>
    internal static double[] Summary(IReadOnlyList<Tensor> steps)
    {
        using var scope = NewDisposeScope();
        var table = stack([.. steps]);
        var means = table.mean([0]).cpu().data<double>().ToArray();
        means[RatioMax] = table.select(1, RatioMax).max().item<double>();
        return means;
    }
}
