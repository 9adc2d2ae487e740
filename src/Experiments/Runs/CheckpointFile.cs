using System.Security.Cryptography;
using System.Text;
using VanishingGradients.Models.Safetensors;
using static TorchSharp.torch;

namespace VanishingGradients.Experiments.Runs;

/// <summary>Named tensors and a text in one safetensors file that knows its own SHA-256.</summary>
/// <remarks>The digest, in the file's metadata, is over the text and over name, type, shape and numbers of every tensor.</remarks>
internal static class CheckpointFile
{
    private const string TextKey = "state";
    private const string DigestKey = "sha256";
    private const long ChunkElements = 1 << 27;

    /// <summary>Writes the file whole or not at all.</summary>
    /// <exception cref="RunFileException">It cannot be written; an existing file is as it was.</exception>
    internal static void Write(string path, string text, IReadOnlyDictionary<string, Tensor> tensors) =>
        RunJson.Writing(path, () => SafetensorsWriter.Write(
            path, tensors, new Dictionary<string, string> { [TextKey] = text, [DigestKey] = Digest(text, tensors) }));

    /// <summary>Reads a file that is whole. The caller disposes the tensors.</summary>
    /// <exception cref="RunFileException">It is damaged; the message says what is wrong.</exception>
    internal static (string Text, IReadOnlyDictionary<string, Tensor> Tensors) Read(string path)
    {
        using var scope = NewDisposeScope();
        try
        {
            using var file = SafetensorsFile.Open(path);
            var text = file.Metadata.GetValueOrDefault(TextKey) ?? throw Damaged(path, "it has no state");
            var tensors = file.Entries.Keys.ToDictionary(name => name, name => file[name]);
            if (file.Metadata.GetValueOrDefault(DigestKey) != Digest(text, tensors))
            {
                throw Damaged(path, "its content does not have the SHA-256 written in it");
            }

            foreach (var tensor in tensors.Values)
            {
                tensor.DetachFromDisposeScope();
            }

            return (text, tensors);
        }
        catch (Exception error) when (error is IOException and not RunFileException or UnauthorizedAccessException)
        {
            throw Damaged(path, error.Message, error);
        }
    }

    private static RunFileException Damaged(string path, string problem, Exception? inner = null) => new(
        path, $"the checkpoint is damaged: {problem}. Restore it from a copy, or delete it to start from the beginning.", inner);

    private static string Digest(string text, IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(text));
        foreach (var (name, values) in tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            using var scope = NewDisposeScope();
            hash.AppendData(Encoding.UTF8.GetBytes($"\n{name} {values.dtype} [{string.Join(",", values.shape)}]\n"));
            var flat = values.detach().cpu().contiguous().view(-1);
            for (long start = 0, count = flat.numel(); start < count; start += ChunkElements)
            {
                hash.AppendData(flat.narrow(0, start, Math.Min(ChunkElements, count - start)).bytes);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
