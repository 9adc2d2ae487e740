using System.Security.Cryptography;
using VanishingGradients.Data;

namespace VanishingGradients.Models.HuggingFace;

/// <summary>Files of a model whose content a caller has pinned.</summary>
internal sealed class FilePins
{
    private readonly IReadOnlyDictionary<string, string> _sha256;

    /// <summary>Takes pins.</summary>
    /// <param name="sha256">SHA-256 in hexadecimal by the name of the file; null for none.</param>
    /// <exception cref="ArgumentException">A name is no file of a folder, or a digest is none.</exception>
    internal FilePins(IReadOnlyDictionary<string, string>? sha256)
    {
        _sha256 = sha256 ?? new Dictionary<string, string>();
        foreach (var (name, digest) in _sha256)
        {
            if (name != Path.GetFileName(name) || digest.Length != 64 || !digest.All(char.IsAsciiHexDigit))
            {
                throw new ArgumentException($"'{name}' with '{digest}' pins no file: expected its name and its SHA-256 in 64 hexadecimal digits.", nameof(sha256));
            }
        }
    }

    /// <summary>Checks the pinned files of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="discard">Whether a file that is another is deleted, so that it is fetched again.</param>
    /// <exception cref="DataIntegrityException">A file is not there or is another.</exception>
    internal void Require(string folder, bool discard)
    {
        foreach (var (name, expected) in _sha256)
        {
            var path = Path.Combine(folder, name);
            var found = File.Exists(path) ? $"sha256 {Digest(path)}" : "no such file";
            if (string.Equals(found, $"sha256 {expected}", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (discard)
            {
                File.Delete(path);
            }

            throw new DataIntegrityException(
                path, $"sha256 {expected}", found, "The model has changed, or the pin is of another revision: correct the pin, or ask for the revision it is of.");
        }
    }

    private static string Digest(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
