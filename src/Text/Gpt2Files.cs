using System.Text.Json;
using VanishingGradients.Data;

namespace VanishingGradients.Text;

/// <summary>Reads and checks GPT-2's two vocabulary files.</summary>
internal static class Gpt2Files
{
    /// <summary>Token to id. The ids are 0..n-1, and every single byte and the end of text have one.</summary>
    public static Dictionary<string, int> Vocabulary(DataFileContent file)
    {
        var ids = Parse(file);
        var tokens = new string?[ids.Count];
        foreach (var (token, id) in ids)
        {
            if ((uint)id >= (uint)tokens.Length)
                throw Wrong($"{tokens.Length} tokens need the ids 0..{tokens.Length - 1}, but \"{token}\" has the id {id}");
            if (tokens[id] is { } other)
                throw Wrong($"the id {id} belongs to \"{other}\" and to \"{token}\"");
            if (token != Gpt2Tokenizer.EndOfText && (token.Length == 0 || !token.All(ByteAlphabet.Contains)))
                throw Wrong($"the token \"{token}\" (id {id}) is not written in the alphabet of bytes");
            tokens[id] = token;
        }

        for (var value = 0; value <= byte.MaxValue; value++)
        {
            if (!ids.ContainsKey(ByteAlphabet.Char((byte)value).ToString()))
                throw Wrong($"the token of byte {value}, '{ByteAlphabet.Char((byte)value)}', is missing");
        }

        return ids.ContainsKey(Gpt2Tokenizer.EndOfText) ? ids : throw Wrong($"the token {Gpt2Tokenizer.EndOfText} is missing");

        TokenizerException Wrong(string problem) => new(file.File, problem);
    }

    /// <summary>Pairs in the order of merging, each as two tokens with a space between; pairs and merged tokens are in the vocabulary.</summary>
    public static List<string> Merges(DataFileContent file, Dictionary<string, int> vocabulary)
    {
        List<string> merges = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in VocabularyFile.Lines(file))
        {
            number++;
            // Only the first line may be a comment: "# #" could be a merge.
            if (line.Length == 0 || (number == 1 && line.StartsWith("#version", StringComparison.Ordinal)))
                continue;
            if (line.Split(' ') is not [{ Length: > 0 } left, { Length: > 0 } right])
                throw Wrong("expected two tokens with one space between");
            foreach (var token in (string[])[left, right, left + right])
            {
                if (!vocabulary.ContainsKey(token))
                    throw Wrong($"the vocabulary has no token \"{token}\"");
            }

            if (!seen.Add(line))
                throw Wrong($"the pair \"{line}\" was there before");
            merges.Add(line);
        }

        return merges;

        TokenizerException Wrong(string problem) => new(file.File, $"line {number}: {problem}");
    }

    private static Dictionary<string, int> Parse(DataFileContent file)
    {
        try
        {
            using var json = JsonDocument.Parse(file.Bytes);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                throw new TokenizerException(file.File, $"expected a JSON object of tokens and ids, found {json.RootElement.ValueKind}");
            Dictionary<string, int> ids = new(StringComparer.Ordinal);
            foreach (var entry in json.RootElement.EnumerateObject())
            {
                if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out var id))
                    throw new TokenizerException(file.File, $"the id of \"{entry.Name}\" is {entry.Value.GetRawText()}, not an integer");
                if (!ids.TryAdd(entry.Name, id))
                    throw new TokenizerException(file.File, $"the token \"{entry.Name}\" is there twice");
            }

            return ids;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new TokenizerException(file.File, $"it is not valid JSON ({error.Message.TrimEnd('.')})", error);
        }
    }
}
