using System.Text;
using Microsoft.ML.Tokenizers;
using VanishingGradients.Data;

namespace VanishingGradients.Text;

/// <summary>GPT-2's byte-level byte pair encoding. Every string can be written, so nothing is ever unknown.</summary>
/// <remarks>
/// The text is split by <see cref="Gpt2PreTokenizer"/>, every part is written as UTF-8 bytes, and adjacent tokens are merged in the order of
/// the merges file (Radford et al. 2019, section 2.2). <c>&lt;|endoftext|&gt;</c> is beginning and end at once and is not added by
/// <see cref="Encode"/>; GPT-2 has no padding id: pad with any id and mask it. A folder's own tokenizer may name other tokens and add some.
/// </remarks>
public sealed class Gpt2Tokenizer : ITokenizer
{
    internal const string EndOfText = "<|endoftext|>";

    private readonly BpeTokenizer _pairs;
    private readonly byte[][] _bytes;
    private readonly SpecialTokens _special;

    private readonly HashSet<int> _skipped;

    private Gpt2Tokenizer(IReadOnlyDictionary<string, int> vocabulary, IReadOnlyList<string> merges, TokenRoles roles)
    {
        _pairs = BpeTokenizer.Create(
            new BpeOptions(vocabulary) { Merges = merges, ByteLevel = true, PreTokenizer = new Gpt2PreTokenizer() });
        _special = new(roles.Literals.ToDictionary(token => token, token => vocabulary[token]));
        _skipped = [.. roles.Special.Select(token => vocabulary[token])];
        Special = new() { Beginning = Id(roles.Beginning), End = vocabulary[roles.End], Padding = Id(roles.Padding) };
        _bytes = new byte[vocabulary.Count][];
        foreach (var (token, id) in vocabulary)
            _bytes[id] = roles.Literals.Contains(token) ? Encoding.UTF8.GetBytes(token) : ByteAlphabet.Bytes(token);

        int? Id(string? token) => token is null ? null : vocabulary[token];
    }

    /// <inheritdoc/>
    public int VocabularySize => _bytes.Length;

    /// <inheritdoc/>
    public SpecialIds Special { get; }

    /// <summary>Loads a vocabulary from files; names that end in .gz are decompressed.</summary>
    /// <param name="vocabularyPath">encoder.json or vocab.json: token to id.</param>
    /// <param name="mergesPath">vocab.bpe or merges.txt: one pair a line, best first.</param>
    /// <exception cref="TokenizerException">A file is missing or damaged, or the two do not belong together.</exception>
    public static Gpt2Tokenizer Load(string vocabularyPath, string mergesPath) =>
        Read(VocabularyFile.Open(vocabularyPath), VocabularyFile.Open(mergesPath));

    /// <summary>Reads a vocabulary.</summary>
    /// <param name="vocabulary">Content of encoder.json or vocab.json.</param>
    /// <param name="merges">Content of vocab.bpe or merges.txt.</param>
    /// <exception cref="TokenizerException">A file is damaged, or the two do not belong together.</exception>
    public static Gpt2Tokenizer Read(DataFileContent vocabulary, DataFileContent merges) => Read(vocabulary, merges, TokenRoles.Gpt2);

    internal static Gpt2Tokenizer Read(DataFileContent vocabulary, DataFileContent merges, TokenRoles roles)
    {
        var ids = Gpt2Files.Vocabulary(vocabulary.File, Gpt2Files.Parse(vocabulary), roles);
        return new(ids, Gpt2Files.Merges(merges.File, VocabularyFile.Lines(merges), ids), roles);
    }

    internal static Gpt2Tokenizer Read(string file, Dictionary<string, int> vocabulary, IEnumerable<string> merges, TokenRoles roles)
    {
        var ids = Gpt2Files.Vocabulary(file, vocabulary, roles);
        return new(ids, Gpt2Files.Merges(file, merges, ids), roles);
    }

    /// <inheritdoc/>
    public int[] Encode(string text, int? maxLength = null)
    {
        var room = TokenLimits.Room(maxLength, specialIds: 0);
        var ids = _special.Encode(text, (part, all) => all.AddRange(_pairs.EncodeToIds(part)));
        return [.. ids.Take(room)];
    }

    /// <inheritdoc/>
    public string Decode(IEnumerable<int> ids, bool skipSpecial = true)
    {
        List<byte> bytes = [];
        foreach (var id in TokenLimits.Written(ids, VocabularySize))
        {
            if (!skipSpecial || !_skipped.Contains(id))
                bytes.AddRange(_bytes[id]);
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
