using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>A convolution without the taps of its kernel that meet nothing but padding.</summary>
/// <remarks>
/// On inputs about as small as the kernel most taps do: of a 3 × 3 kernel on one padded pixel eight of nine. Left out, they cost neither
/// products nor gradients, which are 0, and a kernel that covers its input is a linear layer. In ResNet18 on pictures of 32 × 32 pixels that is
/// the whole last stage, three quarters of all parameters.
/// </remarks>
internal static class TrimmedConvolution
{
    /// <summary>The same as the whole kernel's convolution but for rounding.</summary>
    /// <param name="input">Shape [B, C, H, W].</param>
    /// <param name="kernel">Shape [C', C, K, K].</param>
    /// <param name="stride">Steps between two patches.</param>
    /// <param name="padding">Zeros around the input.</param>
    /// <returns>Shape [B, C', H', W'].</returns>
    internal static Tensor Of(Tensor input, Tensor kernel, long stride, long padding)
    {
        var (rows, columns) = (Taps.Of(input.shape[2], kernel.shape[2], stride, padding), Taps.Of(input.shape[3], kernel.shape[3], stride, padding));
        var met = columns.Cut(rows.Cut(kernel, 2), 3);
        return (rows.Padding, columns.Padding) == (0, 0) && rows.Count == input.shape[2] && columns.Count == input.shape[3]
            ? nn.functional.linear(input.flatten(1), met.flatten(1)).unsqueeze(-1).unsqueeze(-1)
            : nn.functional.conv2d(input, met, strides: [stride, stride], padding: [rows.Padding, columns.Padding]);
    }

    /// <summary>Consecutive taps along one dimension, and the padding that is left around the input.</summary>
    private readonly record struct Taps(long First, long Count, long Padding)
    {
        internal static Taps Of(long size, long kernel, long stride, long padding)
        {
            var outputs = Outputs(size, kernel, stride, padding);
            // Output j reads the input at j · stride - padding + tap.
            var first = Math.Max(0, padding - (outputs - 1) * stride);
            var count = Math.Min(kernel, size + padding) - first;
            var left = padding - first;
            return count > 0 && left >= 0 && Outputs(size, count, stride, left) == outputs ? new Taps(first, count, left) : new Taps(0, kernel, padding);
        }

        // Where all taps are left the kernel itself, since the gradient of a part is a copy of the whole.
        internal Tensor Cut(Tensor kernel, long dimension) => Count == kernel.shape[dimension] ? kernel : kernel.narrow(dimension, First, Count);

        private static long Outputs(long size, long kernel, long stride, long padding) => (size + 2 * padding - kernel) / stride + 1;
    }
}
