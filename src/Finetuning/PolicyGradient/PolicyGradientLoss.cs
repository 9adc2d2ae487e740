using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>The loss of one step, part by part; scalars of float64 with graphs.</summary>
/// <param name="Policy">Mean loss of the transitions, see <see cref="PolicyLoss"/>.</param>
/// <param name="Entropy">Mean entropy, exact or estimated.</param>
/// <param name="Kl">Mean KL estimate where the penalty is charged in the loss; null otherwise.</param>
/// <param name="Value">Mean squared error of the values; null where advantages need no value network.</param>
/// <param name="Actor">What the policy is changed to lower: policy loss − entropy coefficient · entropy + β · KL.</param>
public sealed record PolicyGradientLoss(Tensor Policy, Tensor Entropy, Tensor? Kl, Tensor? Value, Tensor Actor)
{
    /// <summary>The loss that options ask for.</summary>
    /// <param name="options">The options.</param>
    /// <param name="evaluation">What policy and value network say now.</param>
    /// <param name="batch">What they said at the rollout.</param>
    /// <param name="klCoefficient">β; without effect where no penalty is charged in the loss.</param>
    public static PolicyGradientLoss Of(PolicyGradientOptions options, TransitionEvaluation evaluation, Minibatch batch, double klCoefficient = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(evaluation);
        ArgumentNullException.ThrowIfNull(batch);
        Tensor Mean(Tensor each) => (batch.Weights is null ? each : each * batch.Weights).mean();
        var advantages = options.NormalizeAdvantages is { } ddof ? AdvantageNormalization.Apply(batch.Advantages, ddof) : batch.Advantages;
        var policy = Mean(options.Loss.PerTransition(evaluation.LogProbabilities, batch.LogProbabilities, advantages));
        var entropy = Mean(options.EntropyEstimate == EntropyEstimate.Exact ? evaluation.Entropies : -evaluation.LogProbabilities);
        var kl = options.Kl is { Place: KlPlace.Loss } penalty
            ? Mean(KlEstimators.Of(penalty.Estimator, evaluation.LogProbabilities, batch.ReferenceLogProbabilities!))
            : null;
        var actor = options.EntropyCoefficient == 0 ? policy : policy - entropy * options.EntropyCoefficient;
        return new PolicyGradientLoss(
            policy, entropy, kl, ValueLoss(options, evaluation.Values, batch), kl is null ? actor : actor + kl * klCoefficient);
    }

    private static Tensor? ValueLoss(PolicyGradientOptions options, Tensor? values, Minibatch batch)
    {
        if (values is null || batch.Returns is null)
        {
            return null;
        }

        var clip = (options.Advantage as GaeAdvantage)?.ValueClip;
        var predicted = clip is { } most ? batch.Values! + (values - batch.Values!).clamp(-most, most) : values;
        return (batch.Returns - predicted).square().mean();
    }
}
