namespace VanishingGradients.Notebook;

/// <summary>The formatters of <see cref="Table"/>.</summary>
internal sealed class TableFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new ConventionFormatter("text/html", table => ((Table)table).ToHtml()),
        new ConventionFormatter("text/plain", table => table.ToString()),
    ];
}
