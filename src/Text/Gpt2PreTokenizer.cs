using System.Globalization;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace VanishingGradients.Text;

/// <summary>
/// Splits a text as GPT-2 does: <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>.
/// </summary>
/// <remarks>.NET's regular expressions see surrogates, not letters, in characters beyond U+FFFF; hence this scanner over code points.</remarks>
internal sealed class Gpt2PreTokenizer : PreTokenizer
{
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        WhiteSpace,
        Letter,
        Number,
        Other,
    }

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => Split(text);

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => Split(text);

    private static List<(int Offset, int Length)> Split(ReadOnlySpan<char> text)
    {
        List<(int, int)> parts = [];
        for (var start = 0; start < text.Length;)
        {
            var length = PartLength(text[start..]);
            parts.Add((start, length));
            start += length;
        }

        return parts;
    }

    private static int PartLength(ReadOnlySpan<char> rest)
    {
        foreach (var contraction in Contractions)
        {
            if (rest.StartsWith(contraction, StringComparison.Ordinal))
                return contraction.Length;
        }

        var space = rest[0] == ' ' && rest.Length > 1 ? 1 : 0;
        var kind = KindAt(rest[space..], out _);
        if (kind != Kind.WhiteSpace)
            return space + RunLength(rest[space..], kind);

        // The last white space before a word is left to that word; all white space is one UTF-16 unit long.
        var run = RunLength(rest, Kind.WhiteSpace);
        return run > 1 && run < rest.Length ? run - 1 : run;
    }

    private static int RunLength(ReadOnlySpan<char> text, Kind kind)
    {
        var length = 0;
        while (length < text.Length && KindAt(text[length..], out var units) == kind)
            length += units;
        return length;
    }

    private static Kind KindAt(ReadOnlySpan<char> text, out int units)
    {
        Rune.DecodeFromUtf16(text, out var rune, out units);
        return Rune.IsWhiteSpace(rune) ? Kind.WhiteSpace : Rune.GetUnicodeCategory(rune) switch
        {
            <= UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
            _ => Kind.Other,
        };
    }
}
