namespace VanishingGradients.Data;

/// <summary>The decompressed content of a data file. What <see cref="DataStore"/> gives has passed its checksum.</summary>
/// <param name="File">Path of the file in the catalogue; errors name it.</param>
/// <param name="Bytes">The bytes.</param>
/// <param name="Origin">Where it was read from, for the log of a run.</param>
public sealed record DataFileContent(string File, byte[] Bytes, string Origin);
