namespace VanishingGradients.Data;

/// <summary>Length and checksum of a run of bytes.</summary>
/// <param name="Bytes">Length in bytes, at least 1.</param>
/// <param name="Sha256">SHA-256 as 64 lower-case hexadecimal digits.</param>
public sealed record FileDigest(long Bytes, string Sha256);
