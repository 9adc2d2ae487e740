using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>Draws inputs and lets the policy act on them until a rollout is full.</summary>
internal sealed class RolloutSource(IActorCritic actorCritic, PolicyGradientOptions options, Generator order, Generator samples)
{
    private readonly InputOrder _inputs = new(actorCritic.Inputs, options.DrawsWithReplacement, order);

    /// <summary>The next rollout, and the share of the drawn groups whose rewards were all equal (NaN with one sample per input).</summary>
    /// <remarks>Where it fails or is cancelled, the streams are where they were, as if nothing had been drawn: the training can be captured, and continued
    /// when the cause is gone.</remarks>
    internal (Rollout Rollout, double ZeroVarianceShare) Next(CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var (orderBefore, samplesBefore) = (order.get_state(), samples.get_state());
        var inputsBefore = _inputs.Pass;
        try
        {
            return Collect(cancellation);
        }
        catch
        {
            order.set_state(orderBefore);
            samples.set_state(samplesBefore);
            _inputs.Pass = inputsBefore;
            throw;
        }
    }

    internal void Capture(IDictionary<string, Tensor> tensors) => _inputs.Capture(tensors);

    internal void Restore(TrainingState state) => _inputs.Restore(state);

    private (Rollout, double) Collect(CancellationToken cancellation)
    {
        var kept = new List<Episode[]>();
        var (drawn, flat, draws) = (0, 0, 0);
        while (true)
        {
            var inputs = _inputs.Next(options.TransitionsPerRollout is null ? options.InputsPerRollout - kept.Count : options.InputsPerRollout);
            var episodes = actorCritic.Collect([.. inputs.SelectMany(input => Enumerable.Repeat(input, options.SamplesPerInput))], samples, cancellation);
            Episode[][] groups = [.. episodes.Chunk(options.SamplesPerInput)];
            Episode[][] varied = [.. groups.Where(group => group.Any(episode => episode.Reward != group[0].Reward))];
            (drawn, flat, draws) = (drawn + groups.Length, flat + groups.Length - varied.Length, draws + 1);
            kept.AddRange(options.ResamplingDraws > 0 ? varied : groups);
            if (options.TransitionsPerRollout is { } transitions)
            {
                if (kept.Sum(group => group.Sum(episode => episode.Length)) < transitions)
                {
                    continue;
                }
            }
            else if (kept.Count < options.InputsPerRollout && draws <= options.ResamplingDraws)
            {
                continue;
            }

            // With nothing but flat groups there is nothing to learn, but an iteration still needs a rollout.
            return (new Rollout(kept.Count > 0 ? kept : groups, options.TransitionsPerRollout), options.SamplesPerInput == 1 ? double.NaN : (double)flat / drawn);
        }
    }
}
