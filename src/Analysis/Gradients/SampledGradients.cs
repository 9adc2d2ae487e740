using VanishingGradients.Models;
using static TorchSharp.torch;

namespace VanishingGradients.Analysis.Gradients;

/// <summary>Expected gradients per input from sampled outputs, for policies with more outputs than can be enumerated.</summary>
/// <remarks>One backward pass per sample serves the whole batch; inner products of the samples' gradients come from ghost norms, so nothing of size P is formed.</remarks>
public static class SampledGradients
{
    /// <summary>Estimates for each input.</summary>
    /// <param name="policy">A policy that can be traced and does not mix the inputs of a batch.</param>
    /// <param name="inputs">Shape [B, ...].</param>
    /// <param name="samples">Sampled outputs y_i of each input, shape [B, n] with n of at least 2.</param>
    /// <param name="rewards">Their rewards, same shape, finite.</param>
    /// <param name="baselines">A number b per input that is subtracted from its rewards; it must not depend on these samples. null is 0.</param>
    /// <returns>B estimates.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit, fewer than two samples, an output that does not exist, or a reward that is not finite.</exception>
    /// <exception cref="NotSupportedException">The policy cannot be traced, or mixes inputs.</exception>
    public static SampledGradient[] Of(Policy policy, Tensor inputs, long[,] samples, double[,] rewards, IReadOnlyList<double>? baselines = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(rewards);
        var (batch, count) = (samples.GetLength(0), samples.GetLength(1));
        Validate(inputs, samples, rewards, baselines);

        using var scope = NewDisposeScope();
        policy.eval();
        var trace = Tracing.Require(policy, inputs);
        var logProbabilities = nn.functional.log_softmax(trace.Logits, -1);
        RequireOutputs(samples, logProbabilities.shape[1]);
        var outputs = tensor(samples);
        var gradients = Enumerable.Range(0, count).Select(i => autograd.grad(
            [logProbabilities.gather(1, outputs.narrow(1, i, 1)).sum()], [.. trace.Layers.Select(layer => layer.Output)], retain_graph: true)).ToList();

        var products = trace.Layers
            .Select((layer, l) => layer.Gram(stack([.. gradients.Select(sample => sample[l])])).to(ScalarType.Float64))
            .Aggregate((sum, layer) => sum + layer);
        var weights = tensor(rewards) - (baselines is null ? zeros(batch, 1, dtype: ScalarType.Float64) : tensor(baselines.ToArray()).unsqueeze(1));
        var weighted = (products * weights.unsqueeze(1) * weights.unsqueeze(2)).cpu().data<double>().ToArray();
        return [.. Enumerable.Range(0, batch).Select(i => SampledGradient.Of(weighted.AsSpan(i * count * count, count * count), count))];
    }

    private static void Validate(Tensor inputs, long[,] samples, double[,] rewards, IReadOnlyList<double>? baselines)
    {
        var (batch, count) = (samples.GetLength(0), samples.GetLength(1));
        if (batch != inputs.shape[0] || rewards.GetLength(0) != batch || rewards.GetLength(1) != count || baselines is not null && baselines.Count != batch)
        {
            throw new ArgumentException(
                $"Samples are {batch} x {count}, rewards {rewards.GetLength(0)} x {rewards.GetLength(1)}, baselines {baselines?.Count ?? batch}, for {inputs.shape[0]} inputs.");
        }

        if (count < 2)
        {
            throw new ArgumentException("At least two samples per input are needed to tell the gradient from its noise.", nameof(samples));
        }

        for (var i = 0; i < batch; i++)
        {
            for (var j = 0; j < count; j++)
            {
                if (!double.IsFinite(rewards[i, j]))
                {
                    throw new ArgumentException($"The reward of sample {j} of input {i} is {rewards[i, j]}; rewards must be finite.", nameof(rewards));
                }
            }
        }
    }

    private static void RequireOutputs(long[,] samples, long outputs)
    {
        foreach (var sample in samples)
        {
            if (sample < 0 || sample >= outputs)
            {
                throw new ArgumentException($"Output {sample} was sampled, but the policy has outputs 0 to {outputs - 1}.", nameof(samples));
            }
        }
    }
}
