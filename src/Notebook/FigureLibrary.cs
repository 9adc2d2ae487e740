namespace VanishingGradients.Notebook;

/// <summary>What <see cref="Figure.Load"/> shows in its cell: plotly.js for all figures of the page.</summary>
[TypeFormatterSource(typeof(FigureLibraryFormatters))]
public sealed class FigureLibrary
{
    private readonly string _html = FigurePage.ClaimLibrary(again: true) +
        "<p>Figures are drawn by plotly.js, which this cell has loaded.</p>";

    internal FigureLibrary()
    {
    }

    /// <summary>The library (1.4 MB) and a sentence.</summary>
    public string ToHtml() => _html;

    private sealed class FigureLibraryFormatters
    {
        public IEnumerable<object> CreateTypeFormatters() =>
            [new ConventionFormatter("text/html", library => ((FigureLibrary)library).ToHtml())];
    }
}
