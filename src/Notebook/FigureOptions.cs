namespace VanishingGradients.Notebook;

/// <content>What can be changed of a figure.</content>
public sealed partial class Figure
{
    /// <summary>Sets the title; without one the figure begins with its legend.</summary>
    /// <param name="title">One line, at most about 80 letters at 700 pixels.</param>
    public Figure WithTitle(string title) => Of(Plan with { Title = title });

    /// <summary>Describes the horizontal axis of every panel. What is left out keeps its value.</summary>
    /// <param name="title">What is measured.</param>
    /// <param name="unit">Its unit, shown in brackets.</param>
    /// <param name="log">Whether the scale is logarithmic (base 10).</param>
    /// <param name="from">Lower end in data units.</param>
    /// <param name="to">Upper end in data units.</param>
    /// <exception cref="ArgumentException">The ends do not fit the scale or each other, or a series has no point on it.</exception>
    public Figure WithX(string? title = null, string? unit = null, bool? log = null, double? from = null, double? to = null)
        => Change(panel => panel with { X = Changed(panel.X, "x", title, unit, log, from, to) });

    /// <summary>Describes the vertical axis of every panel. What is left out keeps its value.</summary>
    /// <param name="title">What is measured.</param>
    /// <param name="unit">Its unit, shown in brackets.</param>
    /// <param name="log">Whether the scale is logarithmic (base 10).</param>
    /// <param name="from">Lower end in data units.</param>
    /// <param name="to">Upper end in data units.</param>
    /// <exception cref="ArgumentException">The ends do not fit the scale or each other, or a series has no point on it.</exception>
    public Figure WithY(string? title = null, string? unit = null, bool? log = null, double? from = null, double? to = null)
        => Change(panel => panel with { Y = Changed(panel.Y, "y", title, unit, log, from, to) });

    /// <summary>Adds a dashed line at a height, to every panel.</summary>
    /// <param name="y">Where, in data units.</param>
    /// <param name="label">Text beside the line.</param>
    /// <exception cref="ArgumentException">The height has no place on the axis.</exception>
    public Figure WithHorizontalLine(double y, string? label = null)
        => Change(panel => panel with { Lines = [.. panel.Lines, Line(panel.Y, new ReferenceLine(Horizontal: true, y, label))] });

    /// <summary>Adds a dashed upright line, to every panel.</summary>
    /// <param name="x">Where, in data units.</param>
    /// <param name="label">Text beside the line.</param>
    /// <exception cref="ArgumentException">The position has no place on the axis.</exception>
    public Figure WithVerticalLine(double x, string? label = null)
        => Change(panel => panel with { Lines = [.. panel.Lines, Line(panel.X, new ReferenceLine(Horizontal: false, x, label))] });

    /// <summary>Sets the size; unless asked a figure is 700 pixels wide and 420 high, more for many panels or images.</summary>
    /// <param name="width">Width in pixels, at least 200.</param>
    /// <param name="height">Height in pixels, at least 150.</param>
    /// <exception cref="ArgumentOutOfRangeException">Too small to read.</exception>
    public Figure WithSize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 200);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 150);
        return Of(Plan with { Width = width, Height = height });
    }

    /// <summary>Shows no legend; otherwise there is one as soon as two series are drawn.</summary>
    public Figure WithoutLegend() => Of(Plan with { Legend = false });

    private FigurePlan Plan
        => _plan ?? throw new InvalidOperationException(
            "This figure was given as plotly JSON and cannot be changed; change the JSON instead.");

    private Figure Change(Func<Panel, Panel> change) => Of(Plan with { Panels = [.. Plan.Panels.Select(change)] });

    private static Axis Changed(Axis axis, string name, string? title, string? unit, bool? log, double? from, double? to)
    {
        var made = new Axis(title ?? axis.Title, unit ?? axis.Unit, log ?? axis.Log, from ?? axis.From, to ?? axis.To);
        made.Validate(name);
        return made;
    }

    private static ReferenceLine Line(Axis axis, ReferenceLine line)
        => double.IsNaN(axis.Place(line.Value))
            ? throw new ArgumentException(
                $"The reference line '{line.Label}' at {line.Value} has no place on its {(axis.Log ? "log " : "")}axis.")
            : line;
}
