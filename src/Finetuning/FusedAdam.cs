using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>libtorch's fused step of Adam, which reads and writes every value once. TorchSharp has no method for it, so it is called through
/// TorchScript.</summary>
internal static class FusedAdam
{
    // What a list formed within the script holds would not count as changed, and the script be optimised away: the lists come from outside.
    private const string Script = """
        def step(parameters: List[Tensor], gradients: List[Tensor], means: List[Tensor], squares: List[Tensor], steps: List[Tensor],
                 rate: float, beta1: float, beta2: float, epsilon: float, decay: float) -> int:
            torch._fused_adamw_(parameters, gradients, means, squares, [], steps, lr=rate, beta1=beta1, beta2=beta2,
                                weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False)
            return 0

        """;

    private static readonly Lazy<jit.CompilationUnit> Compiled = TorchScript.Of(Script);

    /// <summary>Changes parameters, means and squares in place.</summary>
    /// <param name="ranges">The entries to change, as start and count.</param>
    /// <param name="parameters">Shape [P].</param>
    /// <param name="gradient">Shape [P].</param>
    /// <param name="mean">Decayed mean of the gradients, shape [P].</param>
    /// <param name="square">Decayed mean of their squares, shape [P].</param>
    /// <param name="steps">Number of this step, from 1.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="decay">Weight decay λ.</param>
    /// <param name="options">Decay rates and ε.</param>
    internal static void Step(
        IReadOnlyList<(long Start, long Count)> ranges, Tensor parameters, Tensor gradient, Tensor mean, Tensor square, long steps, double rate, double decay, AdamOptions options)
    {
        using var scope = NewDisposeScope();
        var step = full(1, (float)steps, device: parameters.device);
        Compiled.Value.invoke(
            "step", Parts(parameters), Parts(gradient), Parts(mean), Parts(square), ranges.Select(_ => step).ToArray(),
            rate, options.Beta1, options.Beta2, options.Epsilon, decay);

        Tensor[] Parts(Tensor vector) => [.. ranges.Select(range => vector.narrow(0, range.Start, range.Count))];
    }
}
