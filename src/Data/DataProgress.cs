namespace VanishingGradients.Data;

/// <summary>How far the fetch of one file has come.</summary>
/// <param name="File">Path of the file in the catalogue.</param>
/// <param name="Bytes">Bytes received so far.</param>
/// <param name="Total">Bytes expected, or null where the source does not say.</param>
public sealed record DataProgress(string File, long Bytes, long? Total);
