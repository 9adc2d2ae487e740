using VanishingGradients.Analysis.Census;
using VanishingGradients.Data;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Models.Language;
using VanishingGradients.Rewards;
using VanishingGradients.Text;
using VanishingGradients.Text.Generation;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Experiments.Language;

/// <summary>The controlled task of a language model: what the paper's section 4.2 does with labels, done with words.</summary>
/// <remarks>
/// Prompts such as "at dawn the fox" are completed by a verb and an adverb, "runs quietly". Pretraining teaches every animal a few verbs and
/// adverbs, each with the same probability and whatever the time, so the policy spreads over their pairs. Finetuning asks for one verb and one
/// adverb at every prompt. For most prompts both are taught words of the animal, and the reward has a large std; for the others neither is, and
/// the pretrained policy hardly ever gives them: small mean, small std. The reward is the share of the two words that are as asked, in their
/// place; it depends on two tokens only, so its mean and std are computed exactly.
/// </remarks>
public sealed class SmallLanguageTask : LanguageTask
{
    private static readonly string[] Times = ["dawn", "sunrise", "noon", "dusk", "night", "midnight"];

    private readonly int[][] _asked;
    private readonly int _end;

    private SmallLanguageTask(
        WordTokenizer tokenizer, IReadOnlyList<LanguageExample> pretraining, IReadOnlyList<LanguageExample> prompts, IReadOnlyList<bool> isSmall)
    {
        (Tokenizer, Pretraining, Prompts, IsSmall) = (tokenizer, pretraining, prompts, isSmall);
        _end = tokenizer.Special.End!.Value;
        _asked = [.. prompts.Select(prompt => prompt.Completions[0])];
    }

    /// <summary>The names of animals, of which a task uses the first.</summary>
    public static IReadOnlyList<string> Animals { get; } =
    [
        "fox", "owl", "bear", "hare", "crow", "deer", "wolf", "otter", "mouse", "swan", "toad", "badger",
        "robin", "lynx", "mole", "heron", "goat", "horse", "snake", "duck", "cat", "boar", "eagle", "hedgehog",
    ];

    /// <summary>First words of completions.</summary>
    public static IReadOnlyList<string> Verbs { get; } =
        ["runs", "sleeps", "sings", "hunts", "hides", "swims", "digs", "waits", "plays", "eats", "drinks", "calls"];

    /// <summary>Second words of completions.</summary>
    public static IReadOnlyList<string> Adverbs { get; } =
        ["quietly", "slowly", "gladly", "alone", "nearby", "often", "boldly", "softly", "again", "early", "calmly", "wildly"];

    /// <summary>The tokenizer of its texts; its end is the end of completions.</summary>
    public override WordTokenizer Tokenizer { get; }

    /// <summary>The pretraining corpus: prompts with a random completion of taught words.</summary>
    public override IReadOnlyList<LanguageExample> Pretraining { get; }

    /// <summary>The inputs of finetuning: every prompt once, with the completion asked for.</summary>
    public override IReadOnlyList<LanguageExample> Prompts { get; }

    /// <summary>The prompts with the reward as one of texts. A completion's unknown words are left out of its text; else it is that of
    /// <see cref="Reward(int, ReadOnlySpan{int})"/>.</summary>
    public override LanguageInputs Inputs => new(Prompts, Tokenizer, TextReward.Each(
        text => text.Completion.Split(' ').Zip(text.References[0].Split(' ')).Count(pair => pair.First == pair.Second) / 2.0, RewardRange.Unit,
        "share of the two words asked for"));

    /// <summary>Whether a prompt asks for words that were not taught: the small reward-std group.</summary>
    public IReadOnlyList<bool> IsSmall { get; }

    /// <summary>How completions are drawn from the policy as it is: two words and the end.</summary>
    public GenerationOptions Sampling => new() { MaxNewTokens = 3, EndId = _end, BatchSize = 128 };

    /// <summary>Draws a task. The data and label streams of <paramref name="streams"/> are used.</summary>
    /// <param name="options">Sizes and shares.</param>
    /// <param name="streams">The run's random streams.</param>
    public static SmallLanguageTask Draw(SmallLanguageTaskOptions options, RandomStreams streams)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(streams);
        using var data = streams.Open(RandomStreams.Data);
        using var labels = streams.Open(RandomStreams.Labels);
        var tokenizer = new WordTokenizer(["at", "the", .. Times, .. Animals.Take(options.Animals), .. Verbs, .. Adverbs]);
        // For every animal all words in random order: those taught first.
        int[][] verbs = [.. Enumerable.Range(0, options.Animals).Select(_ => RandomOrder.Of(Verbs.Count, labels))];
        int[][] adverbs = [.. Enumerable.Range(0, options.Animals).Select(_ => RandomOrder.Of(Adverbs.Count, labels))];

        var count = options.Animals * Times.Length;
        var small = RandomOrder.Of(count, labels).Take((int)(options.UntaughtShare * count)).ToHashSet();
        var prompts = Enumerable.Range(0, count).Select(prompt =>
        {
            var (from, to) = small.Contains(prompt) ? (options.WordsPerAnimal, Verbs.Count) : (0, options.WordsPerAnimal);
            return Text(prompt, Number(from, to, labels), Number(from, to, labels));
        }).ToArray();
        var corpus = Enumerable.Range(0, options.PretrainingTexts).Select(_ =>
            Text(Number(0, count, data), Number(0, options.WordsPerAnimal, data), Number(0, options.WordsPerAnimal, data))).ToArray();
        var encoding = new ExampleEncoding();
        return new SmallLanguageTask(
            tokenizer, encoding.Encode(corpus, tokenizer), encoding.Encode(prompts, tokenizer), [.. Enumerable.Range(0, count).Select(small.Contains)]);

        PromptText Text(int prompt, int verb, int adverb)
        {
            var (animal, time) = Math.DivRem(prompt, Times.Length);
            return new($"at {Times[time]} the {Animals[animal]}", [$"{Verbs[verbs[animal][verb]]} {Adverbs[adverbs[animal][adverb]]}"]);
        }
    }

    /// <summary>The reward of a completion: the share, 0, 1/2 or 1, of the two words asked for that stand in their places.</summary>
    /// <param name="prompt">Place of the prompt in <see cref="Prompts"/>.</param>
    /// <param name="completion">Ids of the completion.</param>
    public double Reward(int prompt, ReadOnlySpan<int> completion) => Reward(_asked[prompt], completion);

    /// <summary>The exact reward of every prompt, from the probabilities of all first words and, after each of them, of the second word asked
    /// for.</summary>
    /// <param name="model">The policy; it is not changed.</param>
    public IReadOnlyList<RewardStatistics> Statistics(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var noGrad = no_grad();
        return [.. Prompts.Select((prompt, i) => Statistics(model, prompt.Prompt, _asked[i]))];
    }

    /// <summary>The same as a census, prompts of the small reward-std group flagged as relabelled.</summary>
    /// <inheritdoc />
    public override InputCensus Census(LanguageModel model, RandomStreams streams, CancellationToken cancellation = default)
    {
        var statistics = Statistics(model);
        return InputCensus
            .FromExact(
                [.. statistics.Select(one => one.Mean)], [.. statistics.Select(one => one.Std)], RewardRange.Unit,
                prompts: Prompts.Select(prompt => prompt.Text!.Prompt))
            .WithColumn(CensusColumns.SuccessShare, [.. statistics.Select(one => one.BestProbability)])
            .WithFlags([.. IsSmall.Select(small => small ? InputFlags.Relabelled : InputFlags.None)]);
    }

    private RewardStatistics Statistics(LanguageModel model, int[] prompt, int[] asked)
    {
        using var scope = NewDisposeScope();
        var device = model.parameters().First().device;
        var first = Enumerable.Range(0, model.Vocabulary).ToArray();
        var prompts = TokenRows.PadLeft([.. first.Select(_ => prompt)], device: device);
        var completions = TokenRows.PadRight([.. first.Select(id => new[] { id, asked[1] })], device: device);
        var probabilities = model.Project(model.HiddenStates(prompts, completions)).to(ScalarType.Float64).softmax(-1).cpu();
        var firstWord = probabilities[0, 0].data<double>().ToArray();
        var secondWord = probabilities.select(1, 1).select(1, asked[1]).contiguous().data<double>().ToArray();
        // What ends at once has no second word.
        var second = first.Where(id => id != _end).Sum(id => firstWord[id] * secondWord[id]);
        var both = firstWord[asked[0]] * secondWord[asked[0]];
        var one = firstWord[asked[0]] + second - 2 * both;
        var mean = both + one / 2;
        var variance = both * Math.Pow(1 - mean, 2) + one * Math.Pow(0.5 - mean, 2) + Math.Max(0, 1 - both - one) * mean * mean;
        return new RewardStatistics(mean, Math.Sqrt(variance), both);
    }

    private static double Reward(int[] asked, ReadOnlySpan<int> completion) =>
        ((completion.Length > 0 && completion[0] == asked[0] ? 1 : 0) + (completion.Length > 1 && completion[1] == asked[1] ? 1 : 0)) / 2.0;

    private static int Number(int from, int to, Generator stream)
    {
        using var number = randint(from, to, [1], ScalarType.Int64, generator: stream);
        return (int)number.item<long>();
    }
}
