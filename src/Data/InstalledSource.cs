namespace VanishingGradients.Data;

/// <summary>The file is put on the machine by a package of the operating system: read where it lies, without cache or network.</summary>
/// <param name="Package">The package to install.</param>
/// <param name="File">Absolute path of the file that the package installs.</param>
public sealed record InstalledSource(string Package, string File) : DataSource
{
    /// <inheritdoc/>
    public override string ToString() => $"system package {Package} ({File})";
}
