using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>Products of matrices that stand in two outer dimensions, as the heads of attention do.</summary>
internal static class StackedProduct
{
    /// <summary>Every matrix of one tensor times that of another.</summary>
    /// <param name="left">Shape [B, H, n, k].</param>
    /// <param name="right">Shape [B, H, k, m].</param>
    /// <returns>Shape [B, H, n, m], with the bits of TorchSharp's <c>matmul</c>, which ends the process where memory does not suffice instead of
    /// throwing.</returns>
    internal static Tensor Times(this Tensor left, Tensor right) =>
        left.flatten(0, 1).bmm(right.flatten(0, 1)).view(left.shape[0], left.shape[1], left.shape[2], right.shape[3]);
}
