namespace VanishingGradients.Notebook;

/// <summary>All that a figure is made from.</summary>
internal sealed record FigurePlan(IReadOnlyList<Panel> Panels)
{
    public int Columns { get; init; } = 1;

    public string? Title { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public bool Legend { get; init; } = true;

    /// <summary>The names in the legend, in order; the same name in two panels is one entry.</summary>
    public IReadOnlyList<string> Names => [.. Panels.SelectMany(panel => panel.Drawing.Series).Select(series => series.Name).Distinct()];

    /// <summary>The palette index of a series: its own, or that of its name's place in the legend.</summary>
    public int ColorOf(Series series) => series.Color ?? Names.TakeWhile(name => name != series.Name).Count();
}
