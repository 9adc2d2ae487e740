namespace VanishingGradients.Data;

/// <summary>One file of a data set, as the catalogue describes it.</summary>
/// <param name="Path">Place inside a data folder or the cache: relative, with forward slashes, such as
/// <c>mnist/t10k-labels-idx1-ubyte.gz</c>.</param>
/// <param name="Rows">Examples in the file.</param>
/// <param name="Stored">The file as the kit's authors packed it. Other packings of the same content are as good, so this is never what
/// decides.</param>
/// <param name="Content">What every use of the file is checked against: the decompressed bytes, or the file itself where it is not
/// packed.</param>
/// <param name="Sources">Where the file can be had, in the order in which they are tried.</param>
public sealed record DataFileEntry(string Path, long Rows, FileDigest Stored, FileDigest Content, IReadOnlyList<DataSource> Sources)
{
    /// <summary>Whether the file is kept compressed with gzip.</summary>
    internal bool IsPacked => Path.EndsWith(".gz", StringComparison.Ordinal);
}
