namespace VanishingGradients.Data;

/// <summary>Labelled images in memory, as bytes; turning them into normalised tensors is left to the task.</summary>
public sealed record ImageSet
{
    /// <summary>Makes and checks a set. The arrays are taken, not copied.</summary>
    /// <param name="name">Name for logs and figures, such as <c>mnist train</c>.</param>
    /// <param name="count">Images, at least 1.</param>
    /// <param name="height">Rows of pixels in an image, at least 1.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="channels">Values per pixel, at least 1.</param>
    /// <param name="pixels">Shape [count, channels, height, width], row-major, each in 0..<paramref name="maxPixel"/>.</param>
    /// <param name="maxPixel">Greatest value a pixel can have, at least 1.</param>
    /// <param name="labels">Shape [count], each in 0..<paramref name="classes"/> - 1.</param>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="source">Where the set was read from.</param>
    /// <exception cref="ArgumentException">A value is out of its range or the lengths do not agree; the message names the parameter, the
    /// value and the range.</exception>
    public ImageSet(
        string name, int count, int height, int width, int channels, byte[] pixels, byte maxPixel, int[] labels, int classes, string source)
    {
        RequireAtLeast(1, count, nameof(count));
        RequireAtLeast(1, height, nameof(height));
        RequireAtLeast(1, width, nameof(width));
        RequireAtLeast(1, channels, nameof(channels));
        RequireAtLeast(1, maxPixel, nameof(maxPixel));
        RequireAtLeast(2, classes, nameof(classes));
        var needed = (Int128)count * height * width * channels;
        if (pixels.Length != needed)
            throw new ArgumentException(
                $"There are {pixels.Length} pixel values; {count} images of {height} x {width} x {channels} need {needed}.",
                nameof(pixels));
        if (labels.Length != count)
            throw new ArgumentException($"There are {labels.Length} labels for {count} images.", nameof(labels));
        if (pixels.AsSpan().IndexOfAnyExceptInRange((byte)0, maxPixel) is >= 0 and var badPixel)
            throw new ArgumentException($"Pixel value {badPixel} is {pixels[badPixel]}; it must be in 0..{maxPixel}.", nameof(pixels));
        if (labels.AsSpan().IndexOfAnyExceptInRange(0, classes - 1) is >= 0 and var badLabel)
            throw new ArgumentException($"Label {badLabel} is {labels[badLabel]}; it must be in 0..{classes - 1}.", nameof(labels));
        (Name, Count, Height, Width, Channels, Pixels, MaxPixel, Labels, Classes, Source) =
            (name, count, height, width, channels, pixels, maxPixel, labels, classes, source);
    }

    /// <summary>Name for logs and figures.</summary>
    public string Name { get; }

    /// <summary>Images.</summary>
    public int Count { get; }

    /// <summary>Rows of pixels in an image.</summary>
    public int Height { get; }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Values per pixel.</summary>
    public int Channels { get; }

    /// <summary>Shape [Count, Channels, Height, Width], row-major, each in 0..<see cref="MaxPixel"/>.</summary>
    public byte[] Pixels { get; }

    /// <summary>Greatest value a pixel can have: 255 in MNIST, 16 in the UCI digits.</summary>
    public byte MaxPixel { get; }

    /// <summary>Shape [Count], each in 0..<see cref="Classes"/> - 1.</summary>
    public int[] Labels { get; }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Where the set was read from.</summary>
    public string Source { get; }

    private static void RequireAtLeast(int minimum, int value, string parameter)
    {
        if (value < minimum)
            throw new ArgumentException($"{parameter} is {value}; it must be at least {minimum}.", parameter);
    }
}
