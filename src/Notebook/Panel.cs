namespace VanishingGradients.Notebook;

/// <summary>One pair of axes and what is drawn on it.</summary>
internal sealed record Panel(Drawing Drawing)
{
    public string? Title { get; init; }

    public Axis X { get; init; } = new();

    public Axis Y { get; init; } = new();

    public IReadOnlyList<ReferenceLine> Lines { get; init; } = [];
}

/// <summary>A straight line over the whole panel.</summary>
/// <param name="Horizontal">True for a line at a y value, false for one at an x value.</param>
/// <param name="Value">Where, in data units.</param>
/// <param name="Label">Text beside the line; null for none.</param>
internal sealed record ReferenceLine(bool Horizontal, double Value, string? Label);
