using VanishingGradients.Models.Language;
using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Models.Language.T5;
using VanishingGradients.Rewards;
using VanishingGradients.Text;
using VanishingGradients.Text.Generation;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>Tiny models over the letters a, b, c, …; id 1 ends a text, id 0 fills rows.</summary>
internal static class TinyLanguage
{
    public const int Vocabulary = 12;
    public const int End = 1;

    public static int[][] Prompts { get; } = [[2, 3, 4], [5], [6, 7, 2, 2, 9], [8, 4]];

    /// <summary>The share of the completion's letters that are an a, which has id 2.</summary>
    public static TextReward ShareOfA { get; } = TextReward.Each(
        text => text.Completion.Length == 0 ? 0 : text.Completion.Count(letter => letter == 'a') / (double)text.Completion.Length, RewardRange.Unit);

    public static GenerationOptions Short { get; } = new() { MaxNewTokens = 4, EndId = End };

    public static LanguageModel Model(bool encodes = false, ScalarType type = ScalarType.Float32)
    {
        using var stream = new RandomStreams(3).Open(RandomStreams.Initialisation);
        return encodes
            ? new T5Model(
                new T5Options { EncoderLayers = 2, DecoderLayers = 2, Hidden = 16, Heads = 2, HeadWidth = 8, FeedForwardWidth = 24, Vocabulary = Vocabulary }, stream, type)
            : new Gpt2(
                new Gpt2Options { Layers = 2, Hidden = 16, Heads = 2, Vocabulary = Vocabulary, Positions = 24, InitialisationStd = 0.3, EndId = End }, stream, type);
    }

    public static LanguageInputs Inputs(TextReward? reward = null) => new([.. Prompts.Select(prompt => new LanguageExample(prompt, []))], new Letters(), reward ?? ShareOfA);

    public sealed class Letters : ITokenizer
    {
        public int VocabularySize => Vocabulary;

        public SpecialIds Special { get; } = new() { Padding = 0, End = End };

        public int[] Encode(string text, int? maxLength = null) => [.. text.Select(letter => letter - 'a' + 2)];

        public string Decode(IEnumerable<int> ids, bool skipSpecial = true) => string.Concat(ids.Where(id => id > End).Select(id => (char)('a' + id - 2)));
    }
}
