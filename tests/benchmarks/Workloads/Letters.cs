using VanishingGradients.Models.Language;
using VanishingGradients.Text;

namespace VanishingGradients.Benchmarks.Workloads;

/// <summary>A character for every id of a model; 0 pads, and what ends the model's texts, or 1, ends.</summary>
internal sealed class Letters(LanguageModel model) : ITokenizer
{
    public int VocabularySize => model.Vocabulary;

    public SpecialIds Special { get; } = new() { Padding = 0, End = model.EndId ?? 1 };

    public int[] Encode(string text, int? maxLength = null) => [.. text.Select(letter => (int)letter)];

    public string Decode(IEnumerable<int> ids, bool skipSpecial = true) =>
        string.Concat(ids.Where(id => id != Special.Padding && id != Special.End).Select(id => (char)id));
}
