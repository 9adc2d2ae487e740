using System.Numerics;

namespace VanishingGradients.Notebook;

/// <summary>A named run of points, the unit from which figures are made. Immutable: every <c>With</c> method returns a changed
/// copy.</summary>
/// <remarks>
/// A value that is NaN or infinite, or not positive where its axis is logarithmic, is drawn as a gap. Values are drawn with nine
/// significant digits, which is more than float32 holds and keeps a saved notebook small.
/// </remarks>
public sealed record Series
{
    private Series(string name, double[] x, double[] y) => (Name, X, Y) = (name, x, y);

    /// <summary>The name shown in the legend; the same name in several panels is one legend entry with one colour.</summary>
    public string Name { get; }

    /// <summary>Horizontal positions, as many as <see cref="Y"/>.</summary>
    public IReadOnlyList<double> X { get; }

    /// <summary>Vertical positions; for a histogram the values to be counted.</summary>
    public IReadOnlyList<double> Y { get; }

    /// <summary>Lower ends of the error band, as many as <see cref="Y"/>; null where there is no band.</summary>
    public IReadOnlyList<double>? Lower { get; private init; }

    /// <summary>Upper ends of the error band, as many as <see cref="Y"/>; null where there is no band.</summary>
    public IReadOnlyList<double>? Upper { get; private init; }

    /// <summary>A text for each point, shown under the pointer; null for none.</summary>
    public IReadOnlyList<string>? Hover { get; private init; }

    /// <summary>How the line is drawn; <see cref="LineStyle.Solid"/> unless asked.</summary>
    public LineStyle Style { get; private init; }

    /// <summary>Index into the palette of figures; null for the next colour not yet taken.</summary>
    public int? Color { get; private init; }

    /// <summary>Whether a line also shows its points.</summary>
    public bool Markers { get; private init; }

    /// <summary>A series over 0, 1, 2 and so on.</summary>
    /// <typeparam name="TY">Any number type.</typeparam>
    /// <param name="name">The name shown in the legend.</param>
    /// <param name="y">The values, at least one.</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static Series Of<TY>(string name, IEnumerable<TY> y)
        where TY : INumberBase<TY>
    {
        ArgumentNullException.ThrowIfNull(y);
        var values = Doubles(y);
        return Of(name, Enumerable.Range(0, values.Length), values);
    }

    /// <summary>A series of points (x, y).</summary>
    /// <typeparam name="TX">Any number type.</typeparam>
    /// <typeparam name="TY">Any number type.</typeparam>
    /// <param name="name">The name shown in the legend.</param>
    /// <param name="x">Horizontal positions.</param>
    /// <param name="y">Vertical positions, as many as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">There is no point, or the lengths differ.</exception>
    public static Series Of<TX, TY>(string name, IEnumerable<TX> x, IEnumerable<TY> y)
        where TX : INumberBase<TX>
        where TY : INumberBase<TY>
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var series = new Series(name, Doubles(x), Doubles(y));
        if (series.Y.Count == 0)
            throw new ArgumentException($"Series '{name}' has no points; give at least one.", nameof(y));
        series.RequireLength(series.X.Count, nameof(x), "x values");
        return series;
    }

    /// <summary>Adds an error band: a shaded area behind a line, whiskers on a bar.</summary>
    /// <typeparam name="T">Any number type.</typeparam>
    /// <param name="lower">Lower ends in the unit of y, one for each point.</param>
    /// <param name="upper">Upper ends in the unit of y, one for each point.</param>
    /// <exception cref="ArgumentException">The lengths differ from the number of points.</exception>
    public Series WithBand<T>(IEnumerable<T> lower, IEnumerable<T> upper)
        where T : INumberBase<T>
    {
        var (below, above) = (Doubles(lower), Doubles(upper));
        RequireLength(below.Length, nameof(lower), "lower ends");
        RequireLength(above.Length, nameof(upper), "upper ends");
        return this with { Lower = below, Upper = above };
    }

    /// <summary>Adds a text for each point, such as the input index, shown under the pointer.</summary>
    /// <param name="texts">One text for each point.</param>
    /// <exception cref="ArgumentException">The number of texts differs from the number of points.</exception>
    public Series WithHover(IEnumerable<string> texts)
    {
        string[] hover = [.. texts];
        RequireLength(hover.Length, nameof(texts), "hover texts");
        return this with { Hover = hover };
    }

    /// <summary>Draws the line in another style.</summary>
    /// <param name="style">Solid, dashed, dotted, or no line but the points.</param>
    public Series WithStyle(LineStyle style) => this with { Style = style };

    /// <summary>Fixes the colour.</summary>
    /// <param name="index">Index into the palette: 0 blue, 1 vermilion, 2 green, 3 purple, 4 orange, 5 sky blue, 6 black, then again from
    /// 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    public Series WithColor(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return this with { Color = index };
    }

    /// <summary>Shows the points of a line.</summary>
    public Series WithMarkers() => this with { Markers = true };

    internal static double[] Doubles<T>(IEnumerable<T> values)
        where T : INumberBase<T>
        => [.. values.Select(double.CreateChecked)];

    private void RequireLength(int count, string parameter, string what)
    {
        if (count != Y.Count)
            throw new ArgumentException($"Series '{Name}' has {Y.Count} y values but {count} {what}; give as many of each.", parameter);
    }
}
