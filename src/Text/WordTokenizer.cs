using System.Text;

namespace VanishingGradients.Text;

/// <summary>One id for every word of a fixed list, words being what stands between white space: for small tasks whose texts are made by
/// code.</summary>
/// <remarks>Ids 0 and 1 are the end and the unknown word; the words follow in their order. <see cref="Encode"/> adds no special id; the
/// literal <c>&lt;end&gt;</c> and <c>&lt;unknown&gt;</c> are read as such where they stand as words.</remarks>
public sealed class WordTokenizer : ITokenizer
{
    private const int End = 0;
    private const int Unknown = 1;

    private readonly string[] _words;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

    /// <summary>Makes a vocabulary.</summary>
    /// <param name="words">Its words, all different, without white space.</param>
    /// <exception cref="ArgumentException">A word is empty, has white space in it or occurs twice; the message names it.</exception>
    public WordTokenizer(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        _words = ["<end>", "<unknown>", .. words];
        foreach (var (id, word) in _words.Index())
        {
            if (word.Length == 0 || word.Any(char.IsWhiteSpace))
                throw new ArgumentException($"'{word}' at place {id - 2} is no word: it is empty or has white space in it.", nameof(words));
            if (!_ids.TryAdd(word, id))
                throw new ArgumentException($"'{word}' occurs twice among the words; each needs one id.", nameof(words));
        }
    }

    /// <inheritdoc/>
    public int VocabularySize => _words.Length;

    /// <inheritdoc/>
    public SpecialIds Special { get; } = new() { End = End, Unknown = Unknown };

    /// <inheritdoc/>
    public int[] Encode(string text, int? maxLength = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return [.. words.Take(TokenLimits.Room(maxLength, specialIds: 0)).Select(word => _ids.GetValueOrDefault(word, Unknown))];
    }

    /// <inheritdoc/>
    /// <remarks>Words are joined by single spaces.</remarks>
    public string Decode(IEnumerable<int> ids, bool skipSpecial = true)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var text = new StringBuilder();
        foreach (var id in TokenLimits.Written(ids, VocabularySize))
        {
            if (id is End or Unknown && skipSpecial)
                continue;
            text.Append(text.Length > 0 ? " " : "").Append(_words[id]);
        }

        return text.ToString();
    }
}
