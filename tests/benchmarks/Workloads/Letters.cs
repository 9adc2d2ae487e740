using VanishingGradients.Text;

namespace VanishingGradients.Benchmarks.Workloads;

/// <summary>A character for every id; 0 pads and 1 ends.</summary>
internal sealed class Letters(int vocabulary) : ITokenizer
{
    public int VocabularySize => vocabulary;

    public SpecialIds Special { get; } = new() { Padding = 0, End = 1 };

    public int[] Encode(string text, int? maxLength = null) => [.. text.Select(letter => (int)letter)];

    public string Decode(IEnumerable<int> ids, bool skipSpecial = true) => string.Concat(ids.Where(id => id > 1).Select(id => (char)id));
}
