using VanishingGradients.Models;
using VanishingGradients.Models.Tracing;
using static TorchSharp.torch;

namespace VanishingGradients.Analysis.Gradients;

internal static class Tracing
{
    /// <summary>The trace of a policy whose per-input gradients can be had at batch cost.</summary>
    internal static PolicyTrace Require(Policy policy, Tensor inputs) =>
        policy.Trace(inputs) ?? throw new NotSupportedException(
            $"'{policy.GetName()}' does not implement Trace, so its per-input gradients " +
            $"cannot be had at batch cost. Use {nameof(GradientLoop)}, one backward pass per input.");
}
