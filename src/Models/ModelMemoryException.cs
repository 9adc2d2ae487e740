using System.Globalization;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>A model needs more memory than there is.</summary>
public sealed class ModelMemoryException : Exception
{
    /// <summary>Says how much it needs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cause">The failed allocation.</param>
    internal ModelMemoryException(nn.Module model, Exception cause)
        : base(Text(model, cause), cause) => Bytes = Needed(model);

    /// <summary>Memory of the parameters in bytes.</summary>
    public double Bytes { get; }

    private static string Text(nn.Module model, Exception cause)
    {
        var first = model.parameters().First();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"There is not enough memory for '{model.GetName()}': {model.parameters().Sum(each => (double)each.numel()):0} parameters of {first.element_size()} "
            + $"bytes ({first.dtype}) are {Needed(model) / 1e9:0.##} GB. {FailedAllocation.Reason(cause)} Load a smaller model, or another type such as BFloat16.");
    }

    private static double Needed(nn.Module model) => model.parameters().Sum(each => (double)each.numel() * each.element_size());
}
