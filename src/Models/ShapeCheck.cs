namespace VanishingGradients.Models;

/// <summary>Checks of the numbers that describe a network; every error names the number.</summary>
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

    internal static void Multiple(string name, int value, string ofName, int of)
    {
        if (value % of != 0)
        {
            throw new ArgumentException($"{name} is {value}, which is no multiple of {ofName}, {of}.");
        }
    }
}
