namespace VanishingGradients.Notebook;

/// <summary>One axis of a panel.</summary>
/// <param name="Title">What is measured.</param>
/// <param name="Unit">Its unit, shown in brackets.</param>
/// <param name="Log">Whether the scale is logarithmic (base 10).</param>
/// <param name="From">Lower end in data units; null to follow the data.</param>
/// <param name="To">Upper end in data units; null to follow the data.</param>
internal sealed record Axis(string? Title = null, string? Unit = null, bool Log = false, double? From = null, double? To = null)
{
    public string Caption => Unit is null ? Title ?? "" : $"{Title} ({Unit})";

    /// <summary>The value as it can be drawn: NaN, which is a gap, for all that has no place on this axis.</summary>
    public double Place(double value) => double.IsFinite(value) && (!Log || value > 0) ? value : double.NaN;

    public void Validate(string name)
    {
        foreach (var end in new[] { From, To })
        {
            if (end is { } value && double.IsNaN(Place(value)))
                throw new ArgumentException($"The {name} axis cannot end at {value}: {(Log ? "a log axis needs positive finite ends" : "an axis needs finite ends")}.");
        }

        if (From >= To)
            throw new ArgumentException($"The {name} axis runs from {From} to {To}; its lower end must be below its upper end.");
    }
}
