using System.Text;
using VanishingGradients.Data;

namespace VanishingGradients.Text;

/// <summary>WordPiece of the uncased BERT models: <c>[CLS] a [SEP]</c>, or <c>[CLS] a [SEP] b [SEP]</c> for a pair.</summary>
/// <remarks>
/// A word is cut into the longest pieces of the vocabulary from its beginning on (Devlin et al. 2019; pieces inside of a word begin with
/// <c>##</c>); a word that cannot be cut, or has more than 100 code points, is unknown. Written here rather than taken from
/// Microsoft.ML.Tokenizers, whose normalisation relies on culture data and which counts UTF-16 units instead of code points.
/// </remarks>
public sealed class BertTokenizer : ITokenizer
{
    private const int LongestWord = 100;
    private const string Inside = "##";
    private const string PaddingToken = "[PAD]";
    private const string UnknownToken = "[UNK]";
    private const string ClassificationToken = "[CLS]";
    private const string SeparatorToken = "[SEP]";
    private const string MaskToken = "[MASK]";
    private static readonly string[] SpecialLiterals = [PaddingToken, UnknownToken, ClassificationToken, SeparatorToken, MaskToken];

    private readonly string[] _tokens;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly SpecialTokens _special;
    private readonly int _unknown;
    private readonly int _classification;
    private readonly int _separator;

    private BertTokenizer(string file, string[] tokens)
    {
        _tokens = tokens;
        for (var id = 0; id < _tokens.Length; id++)
        {
            if (_tokens[id].Length == 0)
                throw new TokenizerException(file, $"line {id + 1} is empty, expected a token");
            if (!_ids.TryAdd(_tokens[id], id))
                throw new TokenizerException(file, $"lines {_ids[_tokens[id]] + 1} and {id + 1} are the same token, \"{_tokens[id]}\"");
        }

        foreach (var token in SpecialLiterals)
        {
            if (!_ids.ContainsKey(token))
                throw new TokenizerException(file, $"the token {token} is missing");
        }

        _special = new(SpecialLiterals.ToDictionary(token => token, token => _ids[token]));
        (_unknown, _classification, _separator) = (_ids[UnknownToken], _ids[ClassificationToken], _ids[SeparatorToken]);
        Special = new()
        {
            Padding = _ids[PaddingToken],
            Unknown = _unknown,
            Classification = _classification,
            Separator = _separator,
            Mask = _ids[MaskToken],
        };
    }

    /// <inheritdoc/>
    public int VocabularySize => _tokens.Length;

    /// <inheritdoc/>
    public SpecialIds Special { get; }

    /// <summary>Loads a vocabulary from a file; a name that ends in .gz is decompressed.</summary>
    /// <param name="path">vocab.txt: one token a line, in the order of ids.</param>
    /// <exception cref="TokenizerException">The file is missing or damaged.</exception>
    public static BertTokenizer Load(string path) => Read(VocabularyFile.Open(path));

    /// <summary>Reads a vocabulary.</summary>
    /// <param name="file">Content of vocab.txt.</param>
    /// <exception cref="TokenizerException">The file is damaged.</exception>
    public static BertTokenizer Read(DataFileContent file) => new(file.File, VocabularyFile.Lines(file));

    /// <summary>A tokenizer of a vocabulary in the order of ids.</summary>
    internal static BertTokenizer Of(string file, string[] tokens) => new(file, tokens);

    /// <inheritdoc/>
    public int[] Encode(string text, int? maxLength = null)
    {
        var room = TokenLimits.Room(maxLength, specialIds: 2);
        return [_classification, .. Pieces(text).Take(room), _separator];
    }

    /// <summary>The ids and token types of a pair of texts.</summary>
    /// <remarks>Where the pair is too long, ids are dropped from the end of the longer text until both are equally long, then from the end
    /// of both; of an odd number of places the longer text gets one more.</remarks>
    /// <param name="first">Any text, also an empty one.</param>
    /// <param name="second">Any text, also an empty one.</param>
    /// <param name="maxLength">At most this many ids, the three special ones included; null for no limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is below 3.</exception>
    public TokenSequence EncodePair(string first, string second, int? maxLength = null)
    {
        var room = TokenLimits.Room(maxLength, specialIds: 3);
        var (a, b) = (Pieces(first), Pieces(second));
        var (keepA, keepB) = a.Count <= b.Count ? LongestFirst(a.Count, b.Count, room) : Swap(LongestFirst(b.Count, a.Count, room));
        int[] ids = [_classification, .. a.Take(keepA), _separator, .. b.Take(keepB), _separator];
        var types = new int[ids.Length];
        Array.Fill(types, 1, keepA + 2, keepB + 1);
        return new(ids, types);

        static (int Longer, int Shorter) Swap((int Shorter, int Longer) counts) => (counts.Longer, counts.Shorter);
    }

    /// <inheritdoc/>
    /// <remarks>Words and punctuation marks are joined with single spaces, but none before a full stop, comma, question or exclamation mark.
    /// Upper case and accents are lost in encoding.</remarks>
    public string Decode(IEnumerable<int> ids, bool skipSpecial = true)
    {
        var text = new StringBuilder();
        foreach (var id in TokenLimits.Written(ids, VocabularySize))
        {
            var token = _tokens[id];
            if (skipSpecial && _special.TryGetToken(id, out _))
                continue;
            if (text.Length == 0)
                text.Append(token);
            else if (token.StartsWith(Inside, StringComparison.Ordinal))
                text.Append(token, Inside.Length, token.Length - Inside.Length);
            else if (token[0] is '.' or ',' or '?' or '!')
                text.Append(token);
            else
                text.Append(' ').Append(token);
        }

        return text.ToString();
    }

    private static (int Shorter, int Longer) LongestFirst(int shorter, int longer, int room)
    {
        if ((long)shorter + longer <= room)
            return (shorter, longer);
        return 2L * shorter <= room ? (shorter, room - shorter) : (room / 2, room - (room / 2));
    }

    private List<int> Pieces(string text) => _special.Encode(text, (part, ids) =>
    {
        foreach (var word in BertWords.Split(part))
            AddWord(word, ids);
    });

    private void AddWord(string word, List<int> ids)
    {
        var before = ids.Count;
        var fits = word.EnumerateRunes().Count() <= LongestWord;
        for (var start = 0; fits && start < word.Length;)
        {
            var end = word.Length;
            int id;
            while (!_ids.TryGetValue((start > 0 ? Inside : "") + word[start..end], out id) && end > start)
                end--;
            fits = end > start;
            ids.Add(id);
            start = end;
        }

        if (fits)
            return;
        ids.RemoveRange(before, ids.Count - before);
        ids.Add(_unknown);
    }
}
