namespace VanishingGradients.Notebook;

/// <summary>What a panel shows, before its axes are known.</summary>
internal abstract record Drawing
{
    /// <summary>The series that have a legend entry, in order.</summary>
    public virtual IReadOnlyList<Series> Series => [];

    /// <summary>Whether the horizontal axis carries names instead of numbers.</summary>
    public virtual bool NamedColumns => false;

    /// <summary>Plotly properties that this drawing sets on its axes, as JSON text.</summary>
    public virtual (string X, string Y) AxisProperties => ("{}", "{}");

    /// <summary>The height in pixels that suits a drawing of the given width; null for the usual one.</summary>
    public virtual int? Height(int width) => null;

    /// <summary>The traces to draw.</summary>
    /// <param name="x">The horizontal axis.</param>
    /// <param name="y">The vertical axis.</param>
    /// <param name="color">The palette index of a series.</param>
    public abstract IEnumerable<Trace> Traces(Axis x, Axis y, Func<Series, int> color);

    /// <summary>Refuses a series of which nothing could be drawn.</summary>
    /// <exception cref="ArgumentException">Every point of a series is a gap.</exception>
    protected static void RequireSomething(Series series, bool something, Axis x, Axis y)
    {
        if (!something)
        {
            var where = (x.Log, y.Log) switch
            {
                (true, true) => "positive finite x and y, as the log axes need",
                (true, false) => "positive finite x and finite y, as the log x axis needs",
                (false, true) => "positive finite y, as the log y axis needs",
                _ => "finite values",
            };
            throw new ArgumentException($"Series '{series.Name}' cannot be drawn: none of its {series.Y.Count} points has {where}.");
        }
    }
}
