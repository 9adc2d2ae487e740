using static TorchSharp.torch;

namespace VanishingGradients.Models.Tracing;

/// <summary>A two-dimensional convolution: a linear layer over the patches under the kernel.</summary>
/// <param name="name">Name for tables.</param>
/// <param name="input">The layer's input, shape [B, C, H, W].</param>
/// <param name="output">The layer's output in the graph, shape [B, C', H', W'].</param>
/// <param name="kernel">Height and width of the kernel.</param>
/// <param name="stride">Steps between two patches.</param>
/// <param name="padding">Zeros around the input.</param>
/// <param name="hasBias">Whether the layer has a bias.</param>
public sealed class TracedConvolution(
    string name, Tensor input, Tensor output, (long, long) kernel, (long, long) stride, (long, long) padding, bool hasBias)
    : TracedLayer(name, output)
{
    /// <inheritdoc />
    public override Tensor Gram(Tensor gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        var patches = nn.functional.unfold(input.detach(), kernel, padding: padding, stride: stride);
        var positions = patches.transpose(1, 2).bmm(patches);
        return OuterGram(hasBias ? positions.add_(1) : positions, gradients.flatten(3).permute(1, 0, 3, 2));
    }
}
