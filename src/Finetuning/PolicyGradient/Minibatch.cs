using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>What the rollout knows of the B transitions of one step; float64, shape [B], without graphs.</summary>
/// <param name="LogProbabilities">ln p̄(a|s) of the rollout policy.</param>
/// <param name="Advantages">A.</param>
/// <param name="Returns">What the value network is fitted to; null where there is none.</param>
/// <param name="Values">V(s) at the rollout; null where there is no value network.</param>
/// <param name="ReferenceLogProbabilities">ln q(a|s); null where there is no reference policy.</param>
/// <param name="Weights">What each transition counts in a mean; null for 1 each.</param>
/// <param name="Scale">Multiplies the actor's loss: N / (E·C) of the rollout where <see cref="LossAggregation.EpisodeBudget"/> is asked for, 1 elsewhere.</param>
public sealed record Minibatch(
    Tensor LogProbabilities,
    Tensor Advantages,
    Tensor? Returns = null,
    Tensor? Values = null,
    Tensor? ReferenceLogProbabilities = null,
    Tensor? Weights = null,
    double Scale = 1)
{
    /// <summary>Some of the transitions, in the given order.</summary>
    /// <param name="places">Their places, from 0 to B − 1.</param>
    internal Minibatch At(long[] places)
    {
        using var index = tensor(places, device: Advantages.device);
        Tensor? Rows(Tensor? column) => column?.index_select(0, index);
        return new Minibatch(
            Rows(LogProbabilities)!, Rows(Advantages)!, Rows(Returns), Rows(Values), Rows(ReferenceLogProbabilities), Rows(Weights), Scale);
    }

    /// <summary>The same with the advantages that the loss takes: a matter of the whole minibatch, before it is divided among passes.</summary>
    internal Minibatch Normalized(PolicyGradientOptions options) =>
        options.NormalizeAdvantages is { } ddof ? this with { Advantages = AdvantageNormalization.Apply(Advantages, ddof) } : this;
}
