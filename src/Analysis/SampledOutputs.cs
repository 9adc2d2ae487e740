using VanishingGradients.Models;
using static TorchSharp.torch;

namespace VanishingGradients.Analysis;

/// <summary>Outputs drawn from a policy with enumerable outputs: what a rollout holds.</summary>
public static class SampledOutputs
{
    private const int BatchSize = 1024;

    /// <summary>Draws several outputs for every input, independently of each other.</summary>
    /// <param name="policy">The policy, used in evaluation mode.</param>
    /// <param name="inputs">Shape [n, ...].</param>
    /// <param name="perInput">Outputs per input, at least 1; the paper draws 10.</param>
    /// <param name="generator">The random stream.</param>
    /// <param name="temperature">Divides the logits, above 0.</param>
    /// <returns>n rows of <paramref name="perInput"/> output indices.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one output per input.</exception>
    public static int[][] Of(Policy policy, Tensor inputs, int perInput, Generator generator, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentOutOfRangeException.ThrowIfLessThan(perInput, 1);
        using var noGrad = no_grad();
        policy.eval();
        var outputs = new List<int[]>();
        for (var start = 0L; start < inputs.shape[0]; start += BatchSize)
        {
            using var scope = NewDisposeScope();
            var batch = inputs.narrow(0, start, Math.Min(BatchSize, inputs.shape[0] - start));
            var drawn = policy.LogProbabilities(batch, temperature).exp().multinomial(perInput, replacement: true, generator: generator);
            outputs.AddRange(drawn.to(ScalarType.Int32).cpu().data<int>().ToArray().Chunk(perInput));
        }

        return [.. outputs];
    }
}
