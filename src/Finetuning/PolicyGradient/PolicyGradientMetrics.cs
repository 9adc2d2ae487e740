using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>Names of what <see cref="PolicyGradientTrainer"/> logs of every iteration, before the measures of its actor-critic.</summary>
public static class PolicyGradientMetrics
{
    /// <summary>Of the rollout: mean and std (ddof 1) over episodes of the task's reward, mean number of actions, share of the drawn groups whose rewards
    /// were all equal (NaN with one sample per input), mean KL estimate per transition against the reference policy and β charged in this iteration (NaN
    /// without penalty), share of the variance of the returns that the values explained (NaN without value network).</summary>
    public static IReadOnlyList<string> OfRollout { get; } =
        ["rollout_reward", "rollout_reward_std", "episode_length", "zero_variance_groups", "kl_reference", "kl_coefficient", "explained_variance"];

    /// <summary>Of the steps, means over them unless said otherwise, each taken before its step: mean of ρ = p/p̄ and its largest value in any step, share of
    /// transitions outside the clip range, KL(p̄ ‖ p) as K1, K2 and K3 estimate it, entropy, loss of the policy without bonus and penalty, squared error of the
    /// values (NaN without value network), norm of the policy's gradient before clipping.</summary>
    public static IReadOnlyList<string> OfSteps { get; } =
        ["ratio", "ratio_max", "clip_share", "approximate_kl_k1", "approximate_kl_k2", "approximate_kl_k3", "entropy", "policy_loss", "value_loss", "grad_norm"];

    private const int RatioMax = 1;

    /// <summary>The metrics of one step in the order of <see cref="OfSteps"/>, shape [M]; not read to the host.</summary>
    internal static Tensor OfStep(PolicyLoss kind, TransitionEvaluation evaluation, Minibatch batch, PolicyGradientLoss loss, Tensor gradient)
    {
        using var noGrad = no_grad();
        var now = evaluation.LogProbabilities.detach();
        var ratio = (now - batch.LogProbabilities).exp();
        Tensor Kl(KlEstimator estimator) => KlEstimators.Of(estimator, batch.LogProbabilities, now).mean();
        return stack([
            ratio.mean(), ratio.max(), kind.IsClipped(ratio).to(ScalarType.Float64).mean(),
            Kl(KlEstimator.K1), Kl(KlEstimator.K2), Kl(KlEstimator.K3),
            loss.Entropy.detach(), loss.Policy.detach(), loss.Value?.detach() ?? tensor(double.NaN, ScalarType.Float64, ratio.device), GroupPass.Norm(gradient)]);
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
