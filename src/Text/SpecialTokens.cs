using System.Text;
using System.Text.RegularExpressions;

namespace VanishingGradients.Text;

/// <summary>The special tokens of a vocabulary, found by their literal text before the rest of a text is tokenized.</summary>
internal sealed class SpecialTokens
{
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<int, string> _tokens;
    private readonly Regex _literals;

    public SpecialTokens(IReadOnlyDictionary<string, int> ids)
    {
        _ids = new(ids, StringComparer.Ordinal);
        _tokens = ids.ToDictionary(token => token.Value, token => token.Key);
        _literals = new Regex(string.Join('|', ids.Keys.OrderByDescending(token => token.Length).Select(Regex.Escape)), RegexOptions.CultureInvariant);
    }

    public bool TryGetToken(int id, out string token) => _tokens.TryGetValue(id, out token!);

    /// <summary>The ids of a text whose parts between special tokens are encoded on their own.</summary>
    public List<int> Encode(string text, Action<string, List<int>> encodePart)
    {
        // There and back, so that a surrogate without its partner becomes U+FFFD.
        text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        List<int> ids = [];
        var start = 0;
        foreach (Match match in _literals.Matches(text))
        {
            Part(start, match.Index);
            ids.Add(_ids[match.Value]);
            start = match.Index + match.Length;
        }

        Part(start, text.Length);
        return ids;

        void Part(int from, int to)
        {
            if (to > from)
                encodePart(text[from..to], ids);
        }
    }
}
