using System.Runtime.InteropServices;
using VanishingGradients.Rewards;
using VanishingGradients.Text;
using VanishingGradients.Torch;

namespace VanishingGradients.Finetuning.Language;

public sealed class SampleExtractionTests
{
    private static readonly SampleExtractionOptions Options = new() { Inputs = 3, Completions = 4, Generation = TinyLanguage.Short };

    private static void Extract(
        string path, SampleExtractionOptions? options = null, long seed = 1, bool encodes = false, LanguageInputs? inputs = null, Action<int>? done = null)
    {
        using var model = TinyLanguage.Model(encodes);
        SampleExtraction.Run(model, inputs ?? TinyLanguage.Inputs(), options ?? Options, new RandomStreams(seed), path, done is null ? null : new Told(done));
    }

    [Fact]
    public void Run_killedAnywhere_endsWithTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        var (whole, broken) = (Path.Combine(folder.Path, "whole.jsonl"), Path.Combine(folder.Path, "broken.jsonl"));
        Extract(whole);
        var expected = File.ReadAllBytes(whole);
        Extract(broken);
        foreach (var length in new[] { 0, 5, expected.Length / 2, Array.IndexOf(expected, (byte)'\n'), Array.IndexOf(expected, (byte)'\n') + 1, expected.Length - 1, expected.Length })
        {
            File.WriteAllBytes(broken, expected[..length]);
            var told = new List<int>();
            Extract(broken, done: told.Add);
            Assert.Equal(expected, File.ReadAllBytes(broken));
            Assert.Equal(3 - expected[..length].Count(value => value == (byte)'\n'), told.Count);
        }
    }

    [Fact]
    public void Census_ofAnExtraction_hasTheMomentsOfItsRewards()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "samples.jsonl");
        Extract(path, encodes: true);
        var report = SampleExtraction.Census(path, RewardRange.Unit);
        Assert.Equal(3, report.Census.Count);
        Assert.All(Enumerable.Range(0, 3), row => Assert.Equal(4, report.Census.Completions[row]));
        using var line = System.Text.Json.JsonDocument.Parse(File.ReadLines(path).First());
        var rewards = line.RootElement.GetProperty("reward").EnumerateArray().Select(reward => reward.GetDouble()).ToArray();
        Assert.Equal(rewards.Average(), report.Census.RewardMeans[0], 1e-12);
        Assert.Equal(Math.Sqrt(rewards.Sum(reward => Math.Pow(reward - rewards.Average(), 2)) / 3), report.Census.RewardStds[0], 1e-12);
    }

    [Fact]
    public void Run_ofSomethingElse_isRefusedAndLosesNothing()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "samples.jsonl");
        Extract(path);
        var before = File.ReadAllBytes(path);
        Assert.Contains("\"Completions\": 4", Assert.Throws<SampleFileException>(() => Extract(path, Options with { Completions = 5 })).Message, StringComparison.Ordinal);
        Assert.Contains("Seed", Assert.Throws<SampleFileException>(() => Extract(path, seed: 2)).Message, StringComparison.Ordinal);
        Assert.Contains("Model", Assert.Throws<SampleFileException>(() => Extract(path, encodes: true)).Message, StringComparison.Ordinal);
        Assert.Contains("Reward", Refused(inputs: TinyLanguage.Inputs(TextReward.Each(_ => 0, RewardRange.Unit, "nothing"))), StringComparison.Ordinal);
        Assert.Contains("Reward", Refused(inputs: TinyLanguage.Inputs(TextReward.Each(_ => 0, RewardRange.SignedUnit))), StringComparison.Ordinal);
        LanguageExample[] examples = [.. TinyLanguage.Prompts.Select(prompt => new LanguageExample(prompt, []))];
        Assert.Contains("Tokenizer", Refused(new LanguageInputs(
            [.. examples.Select((example, i) => example with { Text = new PromptText(TinyLanguage.Inputs().Text(i), []) })], new Capitals(), TinyLanguage.ShareOfA)), StringComparison.Ordinal);
        Assert.Contains("References", Refused(new LanguageInputs(
            [.. examples.Select(example => example with { Completions = [[4]] })], new TinyLanguage.Letters(), TinyLanguage.ShareOfA)), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
        File.WriteAllText(path, "{\"input\":99}\n");
        Assert.Contains("line 1", Assert.Throws<SampleFileException>(() => Extract(path)).Message, StringComparison.Ordinal);
        File.Delete(path + ".origin");
        Assert.Throws<SampleFileException>(() => Extract(path));

        string Refused(LanguageInputs inputs) => Assert.Throws<SampleFileException>(() => Extract(path, inputs: inputs)).Message;
    }

    [Fact]
    public void Run_rewardThatFails_keepsTheLinesBefore()
    {
        using var folder = new TemporaryFolder();
        var (path, whole) = (Path.Combine(folder.Path, "samples.jsonl"), Path.Combine(folder.Path, "whole.jsonl"));
        Extract(whole);
        var broken = new Switch();
        var inputs = TinyLanguage.Inputs(broken);
        Assert.Throws<TextRewardException>(() => Extract(path, inputs: inputs, done: done => broken.Fails = done == 2));
        Assert.Equal(File.ReadLines(whole).Take(2), File.ReadLines(path));
        broken.Fails = false;
        Extract(path, inputs: inputs);
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Run_lineEndsThatWereChanged_areRefusedAndLoseNothing(string lineEnd)
    {
        using var folder = new TemporaryFolder();
        var path = folder["samples.jsonl"];
        Extract(path);
        var whole = File.ReadAllText(path);
        File.WriteAllText(path, whole.Replace("\n", lineEnd, StringComparison.Ordinal));
        Assert.Contains("line 1 has a carriage return", Assert.Throws<SampleFileException>(() => Extract(path)).Message, StringComparison.Ordinal);
        File.WriteAllText(path, File.ReadAllText(path).Replace(lineEnd, "\n", StringComparison.Ordinal));
        Extract(path);
        Assert.Equal(whole, File.ReadAllText(path));
    }

    [Fact]
    public void Run_missingFolder_isNamed()
    {
        using var folder = new TemporaryFolder();
        var message = Assert.Throws<DirectoryNotFoundException>(() => Extract(folder["nowhere/samples.jsonl"])).Message;
        Assert.Contains($"'{folder["nowhere"]}'", message, StringComparison.Ordinal);
        Assert.DoesNotContain("origin", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_memoryThatDoesNotSuffice_goesOnWithASmallerBatch()
    {
        using var folder = new TemporaryFolder();
        var path = folder["samples.jsonl"];
        var isFull = false;
        using var model = new AlteredModel(TinyLanguage.Model(), (hidden, _) => hidden, () =>
        {
            if (isFull)
            {
                throw new ExternalException("DefaultCPUAllocator: can't allocate memory: you tried to allocate 1 byte.");
            }
        });
        var progress = new Told(done => isFull = done == 2);
        var error = Assert.Throws<TrainingMemoryException>(
            () => SampleExtraction.Run(model, TinyLanguage.Inputs(), Options, new RandomStreams(1), path, progress));
        Assert.Contains("Lower BatchSize of GenerationOptions", error.Message, StringComparison.Ordinal);
        isFull = false;
        SampleExtraction.Run(model, TinyLanguage.Inputs(), Options with { Generation = TinyLanguage.Short with { BatchSize = 2 } }, new RandomStreams(1), path, progress);
        Assert.Equal(3, File.ReadLines(path).Count());
    }

    private sealed class Capitals : ITokenizer
    {
        private readonly TinyLanguage.Letters _letters = new();

        public int VocabularySize => _letters.VocabularySize;

        public SpecialIds Special => _letters.Special;

        public int[] Encode(string text, int? maxLength = null) => _letters.Encode(text.ToLowerInvariant(), maxLength);

        public string Decode(IEnumerable<int> ids, bool skipSpecial = true) => _letters.Decode(ids, skipSpecial).ToUpperInvariant();
    }

    private sealed class Switch : TextReward
    {
        public bool Fails { get; set; }

        // It stands for the same reward whose scorer was gone for a while.
        public override string Description => TinyLanguage.ShareOfA.Description;

        public override RewardRange Range => RewardRange.Unit;

        protected override IReadOnlyList<double> Score(IReadOnlyList<CompletionText> texts) =>
            Fails ? throw new IOException("no scorer") : TinyLanguage.ShareOfA.Of(texts);
    }

    private sealed class Told(Action<int> done) : IProgress<int>
    {
        public void Report(int value) => done(value);
    }
}
