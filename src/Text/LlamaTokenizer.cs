using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using VanishingGradients.Data;

namespace VanishingGradients.Text;

/// <summary>Llama's tokenizer, of llama2.c (tok512.bin for the stories models) or of a Hugging Face folder: byte pair encoding by the score of the
/// merged token.</summary>
/// <remarks>
/// File: int32 greatest token length, then per token a float32 score, an int32 length and that many bytes, all little-endian. Ids 0, 1 and 2
/// are unknown, beginning and end; id 3 + b is byte b. A text is encoded as the beginning id, a space if the text is not empty, then one id
/// for each character (or one for each of its bytes, where the vocabulary lacks the character); then, as long as two neighbours together are
/// a token, those whose token has the highest score are merged, the leftmost first.
/// </remarks>
public sealed class LlamaTokenizer : ITokenizer
{
    private const int Beginning = 1;
    private const int End = 2;
    private const int FirstByte = 3;
    private const string Space = " ";

    // Tokens are bytes; Latin-1 strings hold them one byte a character and can be compared and joined.
    private readonly string[] _tokens;
    private readonly float[] _scores;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

    private LlamaTokenizer(string file, string[] tokens, float[] scores)
    {
        (_tokens, _scores) = (tokens, scores);
        for (var id = 0; id < _tokens.Length; id++)
        {
            if (!_ids.TryAdd(_tokens[id], id))
                throw new TokenizerException(file, $"the tokens {_ids[_tokens[id]]} and {id} are the same, \"{_tokens[id]}\"");
        }

        for (var value = 0; value <= byte.MaxValue; value++)
        {
            var expected = string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>");
            if (FirstByte + value >= _tokens.Length || _tokens[FirstByte + value] != expected)
                throw new TokenizerException(file, $"token {FirstByte + value} is not {expected}");
        }

        if (!_ids.ContainsKey(Space))
            throw new TokenizerException(file, "the token of the space is missing");
    }

    /// <inheritdoc/>
    public int VocabularySize => _tokens.Length;

    /// <inheritdoc/>
    public SpecialIds Special { get; } = new() { Beginning = Beginning, End = End, Unknown = 0 };

    /// <summary>Loads a vocabulary from a file; a name that ends in .gz is decompressed.</summary>
    /// <param name="path">tok512.bin or another vocabulary of that format.</param>
    /// <exception cref="TokenizerException">The file is missing or damaged.</exception>
    public static LlamaTokenizer Load(string path) => Read(VocabularyFile.Open(path));

    /// <summary>Reads a vocabulary.</summary>
    /// <param name="file">Content of tok512.bin or of another vocabulary of that format.</param>
    /// <exception cref="TokenizerException">The file is damaged.</exception>
    public static LlamaTokenizer Read(DataFileContent file)
    {
        var (tokens, scores) = Parse(file);
        return new(file.File, tokens, scores);
    }

    /// <summary>Reads a SentencePiece model of Llama's kind.</summary>
    internal static LlamaTokenizer ReadSentencePiece(DataFileContent file)
    {
        var model = SentencePieceModel.Read(file, SentencePieceModel.Pairs);
        if (!model.KeepsSpaces)
            throw new TokenizerException(file.File, "it changes texts before it splits them, which Llama's models do not");
        if ((model.Unknown, model.End) is not (0, End))
            throw new TokenizerException(file.File, $"the unknown and the end id are {model.Unknown} and {model.End}, expected 0 and {End}");
        return Of(file.File, model.Pieces, model.Scores);
    }

    /// <summary>A tokenizer of SentencePiece's pieces, in which U+2581 is a space.</summary>
    internal static LlamaTokenizer Of(string file, IEnumerable<string> pieces, IEnumerable<float> scores) => new(
        file, [.. pieces.Select(piece => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(piece.Replace('\u2581', ' '))))], [.. scores]);

    /// <inheritdoc/>
    public int[] Encode(string text, int? maxLength = null)
    {
        var room = TokenLimits.Room(maxLength, specialIds: 1);
        List<int> ids = [];
        if (text.Length > 0)
            ids.Add(_ids[Space]);
        foreach (var rune in text.EnumerateRunes())
        {
            var bytes = Encoding.UTF8.GetBytes(rune.ToString());
            if (_ids.TryGetValue(Encoding.Latin1.GetString(bytes), out var id))
                ids.Add(id);
            else
                ids.AddRange(bytes.Select(value => FirstByte + value));
        }

        Merge(ids);
        return [Beginning, .. ids.Take(room)];
    }

    /// <inheritdoc/>
    /// <remarks>The space that <see cref="Encode"/> puts before a text is taken away again.</remarks>
    public string Decode(IEnumerable<int> ids, bool skipSpecial = true)
    {
        var bytes = new StringBuilder();
        var first = true;
        foreach (var id in TokenLimits.Written(ids, VocabularySize))
        {
            var token = _tokens[id];
            if (id is Beginning or End)
            {
                bytes.Append(skipSpecial ? "" : token.Trim('\n'));
                continue;
            }

            if (id is >= FirstByte and <= FirstByte + byte.MaxValue)
                token = ((char)(id - FirstByte)).ToString();
            bytes.Append(first && token.StartsWith(Space, StringComparison.Ordinal) ? token[1..] : token);
            first = false;
        }

        return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes.ToString()));
    }

    private void Merge(List<int> ids)
    {
        while (true)
        {
            var (place, merged) = (-1, -1);
            for (var i = 0; i + 1 < ids.Count; i++)
            {
                if (_ids.TryGetValue(_tokens[ids[i]] + _tokens[ids[i + 1]], out var id) && (place < 0 || _scores[id] > _scores[merged]))
                    (place, merged) = (i, id);
            }

            if (place < 0)
                return;
            ids[place] = merged;
            ids.RemoveAt(place + 1);
        }
    }

    private static (string[] Tokens, float[] Scores) Parse(DataFileContent file)
    {
        const int header = sizeof(int);
        const int entry = sizeof(float) + sizeof(int);
        var rest = file.Bytes.AsSpan();
        if (rest.Length < header)
            throw new TokenizerException(file.File, $"expected a header of {header} bytes, found {rest.Length}");
        var longest = BinaryPrimitives.ReadInt32LittleEndian(rest);
        if (longest < 1 || longest > rest.Length)
            throw new TokenizerException(file.File, $"the greatest token length is {longest}, but the file has {rest.Length} bytes");
        rest = rest[header..];

        List<string> tokens = [];
        List<float> scores = [];
        while (rest.Length > 0)
        {
            if (rest.Length < entry)
                throw Wrong($"expected a score and a length in {entry} bytes, but the file ends after {rest.Length}");
            var score = BinaryPrimitives.ReadSingleLittleEndian(rest);
            var length = BinaryPrimitives.ReadInt32LittleEndian(rest[sizeof(float)..]);
            if (!float.IsFinite(score))
                throw Wrong($"the score is {score}");
            if (length < 1 || length > longest)
                throw Wrong($"the length is {length}, expected 1..{longest}");
            if (length > rest.Length - entry)
                throw Wrong($"expected {length} bytes, but the file ends after {rest.Length - entry}");
            tokens.Add(Encoding.Latin1.GetString(rest.Slice(entry, length)));
            scores.Add(score);
            rest = rest[(entry + length)..];
        }

        return ([.. tokens], [.. scores]);

        TokenizerException Wrong(string problem) => new(file.File, $"token {tokens.Count}: {problem}");
    }
}
