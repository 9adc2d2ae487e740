using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Tracing;

/// <summary>One forward pass through the layers that policies are made of. It remembers every use of a layer when asked to.</summary>
/// <param name="traced">Whether to remember.</param>
internal sealed class ForwardPass(bool traced)
{
    private readonly List<TracedLayer> _layers = [];

    /// <summary>The uses so far; empty unless traced.</summary>
    internal IReadOnlyList<TracedLayer> Layers => _layers;

    /// <summary>W x + b over the last dimension.</summary>
    internal Tensor Linear(Tensor input, Affine layer)
    {
        var output = nn.functional.linear(input, layer.Weight, layer.Bias);
        if (traced)
        {
            _layers.Add(new TracedLinear(layer.Name, input, output));
        }

        return output;
    }

    /// <summary>Mean 0 and variance 1 over the last dimension, then scale and shift.</summary>
    internal Tensor LayerNorm(Tensor input, Affine layer, double epsilon)
    {
        var output = nn.functional.layer_norm(input, layer.Weight.shape, layer.Weight, layer.Bias, epsilon);
        if (traced)
        {
            var normalised = nn.functional.layer_norm(input.detach(), layer.Weight.shape, eps: epsilon);
            _layers.Add(new TracedLayerNorm(layer.Name, normalised, output));
        }

        return output;
    }

    /// <summary>A convolution without a bias and with square kernel, shape [B, C', H', W'].</summary>
    internal Tensor Convolution(string name, Tensor input, Conv2d layer, long stride, long padding)
    {
        var output = TrimmedConvolution.Of(input, layer.weight, stride, padding);
        if (traced)
        {
            var kernel = layer.weight.shape[2];
            _layers.Add(new TracedConvolution(name, input, output, (kernel, kernel), (stride, stride), (padding, padding), hasBias: false));
        }

        return output;
    }

    /// <summary>Batch normalisation; traced only in evaluation mode, where the running statistics normalise.</summary>
    /// <exception cref="ArgumentException">In training there is one value for each channel, which has no variance.</exception>
    internal Tensor BatchNorm(string name, Tensor input, BatchNorm2d layer)
    {
        if (layer.training && input.numel() == input.shape[1])
        {
            throw new ArgumentException(
                $"'{name}' normalises over a batch, but gets a single value for each channel, which has no variance. Train on batches of at least two inputs: "
                + "choose a batch size that leaves no single one at the end of an epoch.", nameof(input));
        }

        var output = layer.call(input);
        if (traced)
        {
            // The layer is y = γ x̂ + β with known γ and β only where γ is not 0, so x̂ is computed anew.
            var normalised = nn.functional.batch_norm(input.detach(), layer.running_mean!, layer.running_var!);
            _layers.Add(new TracedBatchNorm(name, normalised, output));
        }

        return output;
    }

    /// <summary>The rows of a table, shape [B, T, C].</summary>
    internal Tensor Embedding(string name, Tensor indices, Parameter table)
    {
        var output = table.index_select(0, indices.reshape(-1)).view([.. indices.shape, table.shape[1]]);
        if (traced)
        {
            _layers.Add(new TracedEmbedding(name, indices, output));
        }

        return output;
    }
}
