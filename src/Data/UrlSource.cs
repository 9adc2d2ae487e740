namespace VanishingGradients.Data;

/// <summary>The file, or a .tar.gz archive with it, is at a web address.</summary>
/// <param name="Url">Absolute http or https address.</param>
public sealed record UrlSource(string Url) : DataSource
{
    /// <inheritdoc/>
    public override string ToString() => Url;
}
