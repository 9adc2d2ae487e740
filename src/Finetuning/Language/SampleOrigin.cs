using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VanishingGradients.Models.Language;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>What extracted samples are of: the same origin gives the same samples.</summary>
/// <param name="Seed">Run seed of the streams.</param>
/// <param name="Model">SHA-256 of the model's parameters.</param>
/// <param name="Prompts">SHA-256 of the prompts' ids.</param>
/// <param name="References">SHA-256 of the texts of prompts and references.</param>
/// <param name="Tokenizer">Type of the tokenizer and SHA-256 of the text of every id.</param>
/// <param name="Reward">Its <see cref="Rewards.TextReward.Description"/>.</param>
/// <param name="Options">How many samples, and how.</param>
internal sealed record SampleOrigin(
    long Seed, string Model, string Prompts, string References, string Tokenizer, string Reward, SampleExtractionOptions Options)
{
    private static readonly JsonSerializerOptions Format = new() { IgnoreReadOnlyProperties = true, WriteIndented = true };

    internal static SampleOrigin Of(LanguageModel model, LanguageInputs inputs, SampleExtractionOptions options, long seed)
    {
        var prompts = Hash(inputs.Prompts.SelectMany(prompt => prompt.Prepend(prompt.Length)).Select(BitConverter.GetBytes));
        var references = Hash(Enumerable.Range(0, inputs.Count).SelectMany(input => Texts([inputs.Text(input), .. inputs.References(input)])));
        // Twice each, because a space at the beginning of a text may be lost.
        var tokens = Hash(Texts([.. Enumerable.Range(0, inputs.Tokenizer.VocabularySize).Select(id => inputs.Tokenizer.Decode([id, id], skipSpecial: false))]));
        return new SampleOrigin(
            seed, Hash(model), prompts, references, $"{inputs.Tokenizer.GetType().FullName} {tokens}", inputs.Reward.Description, options);
    }

    /// <summary>Notes the origin beside a new file, or compares it with that of one that is there.</summary>
    /// <exception cref="SampleFileException">They differ.</exception>
    internal void Require(string path)
    {
        var (note, own) = ($"{path}.origin", JsonSerializer.Serialize(this, Format));
        if (!File.Exists(path))
        {
            AtomicFile.Write(note, stream => stream.Write(Encoding.UTF8.GetBytes(own)));
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
                    path, $"its samples are of something else: {there} there, {here} here. Give another name, or the same model, tokenizer, prompts, reward and options.");
            }
        }
    }

    // Number and lengths are hashed too, so that no two lists run together.
    private static IEnumerable<byte[]> Texts(IReadOnlyCollection<string> texts) =>
        texts.SelectMany(text => new[] { BitConverter.GetBytes(text.Length), Encoding.UTF8.GetBytes(text) }).Prepend(BitConverter.GetBytes(texts.Count));

    private static string Hash(LanguageModel model)
    {
        using var noGrad = no_grad();
        return Hash(model.named_parameters().SelectMany(entry =>
        {
            using var values = entry.parameter.detach().cpu().contiguous();
            return new[] { Encoding.UTF8.GetBytes(entry.name), values.bytes.ToArray() };
        }));
    }

    private static string Hash(IEnumerable<byte[]> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(part);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
