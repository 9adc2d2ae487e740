using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>The loss of one step, part by part; scalars of float64 with graphs.</summary>
/// <param name="Policy">Mean loss of the transitions, see <see cref="PolicyLoss"/>.</param>
/// <param name="Entropy">Mean entropy, exact or estimated.</param>
/// <param name="Kl">Mean KL estimate where the penalty is charged in the loss; null otherwise.</param>
/// <param name="Value">Mean squared error of the values; null where advantages need no value network.</param>
/// <param name="Actor">What the policy is changed to lower: policy loss − entropy coefficient · entropy + β · KL, times
/// <see cref="Minibatch.Scale"/>.</param>
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
        return Part(options, evaluation, batch.Normalized(options), batch.Advantages.numel(), klCoefficient);
    }

    /// <summary>What some transitions contribute to the loss of their minibatch: the parts of all passes over it add up to the loss of the whole.</summary>
    /// <param name="options">The options.</param>
    /// <param name="evaluation">What policy and value network say now of these transitions.</param>
    /// <param name="batch">What they said at the rollout, with the advantages that <see cref="Minibatch.Normalized"/> gives of the whole.</param>
    /// <param name="transitions">The number of transitions of the whole minibatch.</param>
    /// <param name="klCoefficient">β.</param>
    internal static PolicyGradientLoss Part(
        PolicyGradientOptions options, TransitionEvaluation evaluation, Minibatch batch, long transitions, double klCoefficient)
    {
        Tensor Mean(Tensor each) => (batch.Weights is null ? each : each * batch.Weights).sum() / transitions;
        var policy = Mean(options.Loss.PerTransition(evaluation.LogProbabilities, batch.LogProbabilities, batch.Advantages));
        var entropy = Mean(options.EntropyEstimate == EntropyEstimate.Exact ? evaluation.Entropies : -evaluation.LogProbabilities);
        var kl = options.Kl is { Place: KlPlace.Loss } penalty
            ? Mean(KlEstimators.Of(penalty.Estimator, evaluation.LogProbabilities, batch.ReferenceLogProbabilities!))
            : null;
        var actor = options.EntropyCoefficient == 0 ? policy : policy - entropy * options.EntropyCoefficient;
        actor = kl is null ? actor : actor + kl * klCoefficient;
        return new PolicyGradientLoss(
            policy, entropy, kl, ValueLoss(options, evaluation.Values, batch, transitions), batch.Scale == 1 ? actor : actor * batch.Scale);
    }

    /// <summary>The sum of two parts, without graphs.</summary>
    internal PolicyGradientLoss Plus(PolicyGradientLoss? other)
    {
        static Tensor Sum(Tensor part, Tensor? rest) => rest is null ? part.detach() : part.detach() + rest;
        return new PolicyGradientLoss(
            Sum(Policy, other?.Policy), Sum(Entropy, other?.Entropy), Kl is null ? null : Sum(Kl, other?.Kl), Value is null ? null : Sum(Value, other?.Value),
            Sum(Actor, other?.Actor));
    }

    /// <summary>Moves its tensors to the outer dispose scope.</summary>
    internal PolicyGradientLoss Kept()
    {
        foreach (var tensor in new[] { Policy, Entropy, Kl, Value, Actor })
        {
            tensor?.MoveToOuterDisposeScope();
        }

        return this;
    }

    private static Tensor? ValueLoss(PolicyGradientOptions options, Tensor? values, Minibatch batch, long transitions)
    {
        if (values is null || batch.Returns is null)
        {
            return null;
        }

        var clip = (options.Advantage as GaeAdvantage)?.ValueClip;
        var predicted = clip is { } most ? batch.Values! + (values - batch.Values!).clamp(-most, most) : values;
        return (batch.Returns - predicted).square().sum() / transitions;
    }
}
