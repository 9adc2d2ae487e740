using System.Text.Json;
using VanishingGradients.Data;

namespace VanishingGradients.Text;

/// <summary>Reads and checks GPT-2's two vocabulary files.</summary>
internal static class Gpt2Files
{
    /// <summary>Token to id, added tokens included. The ids are 0..n-1, and every single byte and every token with a role have one.</summary>
    public static Dictionary<string, int> Vocabulary(string file, Dictionary<string, int> ids, TokenRoles roles)
    {
        foreach (var (token, id) in roles.Added)
        {
            if (!ids.TryAdd(token, id) && ids[token] != id)
                throw Wrong($"the added token \"{token}\" has the id {id}, but {ids[token]} in the vocabulary");
        }

        var tokens = new string?[ids.Count];
        foreach (var (token, id) in ids)
        {
            if ((uint)id >= (uint)tokens.Length)
                throw Wrong($"{tokens.Length} tokens need the ids 0..{tokens.Length - 1}, but \"{token}\" has the id {id}");
            if (tokens[id] is { } other)
                throw Wrong($"the id {id} belongs to \"{other}\" and to \"{token}\"");
            if (!roles.Literals.Contains(token) && (token.Length == 0 || !token.All(ByteAlphabet.Contains)))
                throw Wrong($"the token \"{token}\" (id {id}) is not written in the alphabet of bytes");
            tokens[id] = token;
        }

        for (var value = 0; value <= byte.MaxValue; value++)
        {
            if (!ids.ContainsKey(ByteAlphabet.Char((byte)value).ToString()))
                throw Wrong($"the token of byte {value}, '{ByteAlphabet.Char((byte)value)}', is missing");
        }

        return roles.Literals.FirstOrDefault(token => !ids.ContainsKey(token)) is { } missing ? throw Wrong($"the token {missing} is missing") : ids;

        TokenizerException Wrong(string problem) => new(file, problem);
    }

    /// <summary>Pairs in the order of merging, each as two tokens with a space between; pairs and merged tokens are in the vocabulary.</summary>
    public static List<string> Merges(string file, IEnumerable<string> lines, Dictionary<string, int> vocabulary)
    {
        List<string> merges = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in lines)
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

        TokenizerException Wrong(string problem) => new(file, $"line {number}: {problem}");
    }

    /// <summary>Token to id as a file has it, unchecked.</summary>
    public static Dictionary<string, int> Parse(DataFileContent file)
    {
        try
        {
            using var json = JsonDocument.Parse(file.Bytes);
            return Parse(file.File, json.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new TokenizerException(file.File, $"it is not valid JSON ({error.Message.TrimEnd('.')})", error);
        }
    }

    /// <summary>Token to id as a JSON object has it, unchecked.</summary>
    public static Dictionary<string, int> Parse(string file, JsonElement tokens)
    {
        if (tokens.ValueKind != JsonValueKind.Object)
            throw new TokenizerException(file, $"expected a JSON object of tokens and ids, found {tokens.ValueKind}");
        Dictionary<string, int> ids = new(StringComparer.Ordinal);
        foreach (var entry in tokens.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out var id))
                throw new TokenizerException(file, $"the id of \"{entry.Name}\" is {entry.Value.GetRawText()}, not an integer");
            if (!ids.TryAdd(entry.Name, id))
                throw new TokenizerException(file, $"the token \"{entry.Name}\" is there twice");
        }

        return ids;
    }
}
