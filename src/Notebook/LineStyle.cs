namespace VanishingGradients.Notebook;

/// <summary>How the line of a series is drawn.</summary>
public enum LineStyle
{
    /// <summary>One unbroken line.</summary>
    Solid,

    /// <summary>Dashes.</summary>
    Dash,

    /// <summary>Dots.</summary>
    Dot,

    /// <summary>No line, only the points: a cloud under the lines of <see cref="Figure.Lines"/>.</summary>
    None,
}
