using System.Globalization;
using System.Text;
using VanishingGradients.Data;

namespace VanishingGradients.Text;

/// <summary>
/// Splits a text into the words and punctuation marks of the uncased BERT models: control characters removed, canonical decomposition, marks
/// removed, lower case, ideographs and punctuation split off.
/// </summary>
/// <remarks>
/// The decompositions come from an embedded table, because <see cref="string.Normalize()"/> leaves text as it is in a process without
/// culture data, such as this kit's notebook host. The order of marks within a decomposition does not matter, as they are removed.
/// </remarks>
internal static class BertWords
{
    private const int HangulFirst = 0xAC00;
    private const int HangulLast = 0xD7A3;
    private const int HangulVowels = 21;
    private const int HangulTails = 28;

    private static readonly Lazy<Dictionary<int, Rune[]>> Bases = new(ReadBases);

    public static List<string> Split(string text)
    {
        List<string> words = [];
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                EndWord();
                continue;
            }

            if (IsRemoved(rune))
                continue;
            var ideograph = IsIdeograph(rune.Value);
            if (ideograph)
                EndWord();
            foreach (var part in Decompose(rune))
                Add(Rune.ToLowerInvariant(part));
            if (ideograph)
                EndWord();
        }

        EndWord();
        return words;

        void Add(Rune rune)
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category == UnicodeCategory.NonSpacingMark)
                return;
            if (!IsPunctuation(rune, category))
            {
                word.Append(rune);
                return;
            }

            EndWord();
            words.Add(rune.ToString());
        }

        void EndWord()
        {
            if (word.Length > 0)
                words.Add(word.ToString());
            word.Clear();
        }
    }

    private static bool IsRemoved(Rune rune) => rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse;

    private static bool IsPunctuation(Rune rune, UnicodeCategory category) =>
        category is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation
        || (rune.IsAscii && Rune.IsSymbol(rune));

    // The blocks that BERT's reference tokenizer calls Chinese.
    private static bool IsIdeograph(int value) => value
        is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2CEAF)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    private static Rune[] Decompose(Rune rune)
    {
        if (rune.Value is < HangulFirst or > HangulLast)
            return Bases.Value.TryGetValue(rune.Value, out var bases) ? bases : [rune];

        // The Unicode Standard, section 3.12: a syllable is lead * 588 + vowel * 28 + tail, where tail 0 is none.
        var (rest, tail) = Math.DivRem(rune.Value - HangulFirst, HangulTails);
        var (lead, vowel) = Math.DivRem(rest, HangulVowels);
        Rune[] open = [new(0x1100 + lead), new(0x1161 + vowel)];
        return tail == 0 ? open : [.. open, new(0x11A7 + tail)];
    }

    private static Dictionary<int, Rune[]> ReadBases()
    {
        var rows =
            from line in EmbeddedData.ReadText("data/unicode/bases.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            where line[0] != '#'
            select line.Split(' ').Select(value => int.Parse(value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
        return rows.ToDictionary(row => row[0], row => row[1..].Select(value => new Rune(value)).ToArray());
    }
}
