using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>The gradient of one step, whose transitions are read in the passes that the actor-critic asks for.</summary>
/// <remarks>The loss is a sum over transitions divided by what is known of the whole minibatch before, so the gradients, losses and metrics of the passes
/// add up to those of one pass but for rounding, and memory follows the passes.</remarks>
/// <param name="actorCritic">Policy and value network.</param>
/// <param name="options">The method.</param>
/// <param name="gradients">Take the gradients of the policy and, where advantages need one, of the value network.</param>
internal sealed class StepGradient(IActorCritic actorCritic, PolicyGradientOptions options, IReadOnlyList<Tensor> gradients)
{
    /// <summary>Writes the gradients.</summary>
    /// <param name="transitions">B transitions.</param>
    /// <param name="minibatch">What the rollout knows of them.</param>
    /// <param name="klCoefficient">β.</param>
    /// <param name="isFirst">Whether no step lies between the rollout and this one.</param>
    /// <returns>The step's metrics, see <see cref="PolicyGradientMetrics.OfStep"/>.</returns>
    /// <exception cref="RolloutMismatchException">It is the first step, and a pass gives other log-probabilities than the rollout noted.</exception>
    /// <exception cref="InvalidOperationException">The passes do not have every transition once.</exception>
    internal Tensor Write(IReadOnlyList<Transition> transitions, Minibatch minibatch, double klCoefficient, bool isFirst)
    {
        using var scope = NewDisposeScope();
        var batch = minibatch.Normalized(options);
        var passes = actorCritic.Passes(transitions);
        long[] places = [.. passes.SelectMany(pass => pass).Select(place => (long)place)];
        if (!places.Order().SequenceEqual(Enumerable.Range(0, transitions.Count).Select(place => (long)place)))
        {
            throw new InvalidOperationException(
                $"The passes of {actorCritic.GetType().Name} have {places.Length} places for {transitions.Count} transitions; each must stand there exactly once.");
        }

        var now = new List<Tensor>(passes.Count);
        PolicyGradientLoss? loss = null;
        foreach (var pass in passes)
        {
            using var passScope = NewDisposeScope();
            Transition[] chosen = [.. pass.Select(place => transitions[place])];
            var evaluation = actorCritic.Evaluate(chosen);
            var part = batch.At([.. pass.Select(place => (long)place)]);
            if (isFirst)
            {
                RolloutMismatchException.Require(chosen, evaluation.LogProbabilities, part.LogProbabilities, actorCritic.Policy.Values.dtype);
            }

            var contribution = PolicyGradientLoss.Part(options, evaluation, part, transitions.Count, klCoefficient);
            loss = contribution.Plus(loss).Kept();
            now.Add(evaluation.LogProbabilities.detach().MoveToOuterDisposeScope());
            WriteGradients(contribution, isAdded: now.Count > 1);
        }

        return PolicyGradientMetrics.OfStep(options.Loss, cat(now), batch.At(places), loss!, gradients[0]).MoveToOuterDisposeScope();
    }

    private void WriteGradients(PolicyGradientLoss loss, bool isAdded)
    {
        actorCritic.Policy.WriteGradient(loss.Actor, gradients[0], isAdded);
        if (loss.Value is not null)
        {
            actorCritic.Value!.WriteGradient(loss.Value * options.ValueCoefficient, gradients[1], isAdded);
        }
    }
}
