namespace VanishingGradients.Notebook;

/// <summary>The formatters of <see cref="Figure"/>, HTML first because some hosts take the first.</summary>
internal sealed class FigureFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new ConventionFormatter("text/html", figure => ((Figure)figure).ToHtml()),
        new ConventionFormatter("application/vnd.plotly.v1+json", figure => ((Figure)figure).ToPlotlyJson()),
        new ConventionFormatter("image/png", figure => ((Figure)figure).ToBundle().GetValueOrDefault("image/png")),
        new ConventionFormatter("text/plain", figure => ((Figure)figure).ToString()),
    ];
}
