using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Data;

/// <summary>Turns pixel bytes into numbers: (pixel / greatest pixel value − mean) / std, per channel.</summary>
/// <param name="Mean">One mean per channel, in units of the greatest pixel value.</param>
/// <param name="Std">One std per channel, in the same unit, above 0.</param>
public sealed record PixelNormalisation(IReadOnlyList<double> Mean, IReadOnlyList<double> Std)
{
    /// <summary>MNIST's training mean and std, as the official code has them.</summary>
    public static PixelNormalisation Mnist { get; } = new([0.1307], [0.3081]);

    /// <summary>CIFAR-10's training means and stds of red, green and blue, as the official code has them.</summary>
    public static PixelNormalisation Cifar10 { get; } = new([0.491, 0.482, 0.446], [0.247, 0.243, 0.261]);

    /// <summary>Mean and std (ddof 0) of a set's own pixels.</summary>
    /// <param name="images">The set.</param>
    public static PixelNormalisation Of(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var channels = Channels(images).permute(1, 0, 2).reshape(images.Channels, -1);
        return new PixelNormalisation(
            channels.mean([1]).to(ScalarType.Float64).data<double>().ToArray(),
            channels.std(1, unbiased: false).to(ScalarType.Float64).data<double>().ToArray());
    }

    /// <summary>A set's images as normalised float32 numbers of shape [n, channels, height, width], with their labels.</summary>
    /// <param name="images">The set.</param>
    /// <exception cref="ArgumentException">The set has another number of channels.</exception>
    public LabelledInputs Apply(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Channels != Mean.Count || images.Channels != Std.Count)
        {
            throw new ArgumentException(
                $"'{images.Name}' has {images.Channels} channels, but the normalisation is for {Mean.Count}.", nameof(images));
        }

        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var mean = tensor(Mean.Select(value => (float)value).ToArray()).view(1, -1, 1);
        var std = tensor(Std.Select(value => (float)value).ToArray()).view(1, -1, 1);
        var values = Channels(images).sub_(mean).div_(std).view(images.Count, images.Channels, images.Height, images.Width);
        return new LabelledInputs(images.Name, values, images.Labels, images.Classes);
    }

    // Shape [n, channels, height · width], from 0 to 1.
    private static Tensor Channels(ImageSet images) =>
        tensor(images.Pixels).view(images.Count, images.Channels, -1).to(ScalarType.Float32).div_(images.MaxPixel);
}
