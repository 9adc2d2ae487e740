using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>Checks of the numbers that describe a network, and of what it reads; every error names the number.</summary>
internal static class ShapeCheck
{
    internal static void AtLeastOne(params ReadOnlySpan<(string Name, int Value)> counts)
    {
        foreach (var (name, value) in counts)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        }
    }

    internal static void Positive(params ReadOnlySpan<(string Name, double Value)> numbers)
    {
        foreach (var (name, value) in numbers)
        {
            if (!(value > 0))
            {
                throw new ArgumentOutOfRangeException(name, value, "It must be above 0.");
            }
        }
    }

    /// <summary>The error of inputs that a network cannot read.</summary>
    internal static ArgumentException Unreadable(nn.Module network, string expected, Tensor inputs) => new(
        $"{network.GetName()} reads {expected}; given is {inputs.dtype} [{string.Join(", ", inputs.shape)}].", nameof(inputs));

    internal static void Multiple(string name, int value, string ofName, int of)
    {
        if (value % of != 0)
        {
            throw new ArgumentException($"{name} is {value}, which is no multiple of {ofName}, {of}.");
        }
    }
}
