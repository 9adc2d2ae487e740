using System.Security.Cryptography;
using System.Text.Json;
using VanishingGradients.Models.Language;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>What extracted samples are of: the same origin gives the same samples.</summary>
/// <param name="Seed">Run seed of the streams.</param>
/// <param name="Model">SHA-256 of the model's parameters.</param>
/// <param name="Prompts">SHA-256 of the prompts' ids.</param>
/// <param name="Reward">Type of the reward.</param>
/// <param name="Options">How many samples, and how.</param>
internal sealed record SampleOrigin(long Seed, string Model, string Prompts, string Reward, SampleExtractionOptions Options)
{
    private static readonly JsonSerializerOptions Format = new() { IgnoreReadOnlyProperties = true, WriteIndented = true };

    internal static SampleOrigin Of(LanguageModel model, LanguageInputs inputs, SampleExtractionOptions options, long seed)
    {
        using var prompts = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var prompt in inputs.Prompts)
        {
            prompts.AppendData(BitConverter.GetBytes(prompt.Length));
            prompts.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(prompt.AsSpan()));
        }

        return new SampleOrigin(
            seed, Hash(model), Convert.ToHexStringLower(prompts.GetHashAndReset()), inputs.Reward.GetType().FullName!, options);
    }

    /// <summary>Notes the origin beside a new file, or compares it with that of one that is there.</summary>
    /// <exception cref="SampleFileException">They differ.</exception>
    internal void Require(string path)
    {
        var (note, own) = ($"{path}.origin", JsonSerializer.Serialize(this, Format));
        if (!File.Exists(path))
        {
            AtomicFile.Write(note, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(own)));
            return;
        }

        if (!File.Exists(note))
        {
            throw new SampleFileException(path, $"it is there, but '{note}', which says what its samples are of, is not. Move it away, or give another name.");
        }

        var (before, now) = (File.ReadAllLines(note), own.ReplaceLineEndings("\n").Split('\n'));
        for (var i = 0; i < Math.Max(before.Length, now.Length); i++)
        {
            var (there, here) = (before.ElementAtOrDefault(i)?.Trim() ?? "nothing", now.ElementAtOrDefault(i)?.Trim() ?? "nothing");
            if (there != here)
            {
                throw new SampleFileException(
                    path, $"its samples are of something else: {there} there, {here} here. Give another name, or the same model, prompts and options.");
            }
        }
    }

    private static string Hash(LanguageModel model)
    {
        using var noGrad = no_grad();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, parameter) in model.named_parameters())
        {
            using var values = parameter.detach().cpu().contiguous();
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(name));
            hash.AppendData(values.bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
