using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Parquet.Schema;
using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Rewards;

namespace VanishingGradients.Analysis.Census.Rollouts;

public sealed class RolloutCensusTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_trl_folder_sums_reward_functions_and_keeps_steps_apart()
    {
        _folder.Trl(1, ("2+2?", "4", 1, 0.5), ("2+2?", "5", 0, 0.5), ("Hi", "a", null, 0.5), ("Hi", "b", null, 0.5));
        _folder.Trl(2, ("2+2?", "4", 1, 0.5), ("2+2?", "four", 1, 0.5));

        var report = RolloutCensus.Read(_folder.Path, new() { Range = new(0, 1.5) });

        Assert.Equal([1, 2], report.Steps);
        Assert.Equal(["2+2?", "Hi", "2+2?"], Rows(report.Census).Select(row => row.Prompt));
        Assert.Equal([1, 0.5, 1.5], report.Census.RewardMeans.ToArray());
        Assert.Equal([Math.Sqrt(0.5), 0, 0], report.Census.RewardStds.ToArray());
        Assert.Equal([1.0, 1, 2], report.Census.Column(RolloutReport.StepColumn).ToArray());
        Assert.Equal(["prompt 'prompt', completion 'completion', reward 'accuracy_reward' + 'format_reward', step 'step'"], report.Columns);
        Assert.Equal([2], report.Dead.AllMaximum);
        Assert.Equal([1], report.Dead.Flat);
    }

    [Fact]
    public void Read_trl_reward_weights_are_applied()
    {
        var path = _folder.Trl(1, ("p", "a", 1, 0.5), ("p", "b", 0, 0.5));

        var report = RolloutCensus.Read(path, new() { RewardColumns = [new("accuracy_reward", 0.5), new("format_reward", 2)] });

        Assert.Equal(1.25, report.Census.RewardMeans[0]);
    }

    [Fact]
    public void Read_older_trl_takes_text_steps_and_single_reward()
    {
        var path = _folder.JsonLines("log.jsonl", new { step = "7", prompt = "p", completion = "a", reward = 0.5 }, new { step = "7", prompt = "p", completion = "a", reward = 0.5 });

        var report = RolloutCensus.Read(path);

        Assert.Equal([7], report.Steps);
        Assert.Equal(InputFlags.IdenticalCompletions, report.Census[0].Flags);
    }

    [Fact]
    public void Read_verl_folder_lets_two_steps_be_compared()
    {
        foreach (var (step, scores) in new[] { (1, new[] { 0.0, 1, 0, 0 }), (40, [1.0, 1, 0, 0]) })
        {
            _folder.JsonLines($"{step}.jsonl", scores.Select((score, row) => (object)new
            {
                input = row < 2 ? "easy" : "hard",
                output = $"answer {row}",
                gts = "42",
                score,
                step,
                acc = score > 0,
                pred = "41",
            }));
        }

        var report = RolloutCensus.Read(_folder.Path, new() { Range = RewardRange.Unit });
        var comparison = CensusComparison.Between(report.AtStep(1), report.AtStep(40));

        Assert.Equal(["prompt 'input', completion 'output', reward 'score', step 'step'"], report.Columns);
        Assert.Equal([Sha256("easy"), Sha256("hard")], comparison.Inputs);
        Assert.Equal([0.5, 0], comparison.Changes.ToArray());
        Assert.Throws<CensusException>(() => report.AtStep(2));
    }

    [Fact]
    public void Read_openrlhf_gzip_matches_the_same_rows_plain()
    {
        const string rows = """
            {"input": "a", "output": "x", "reward": -1.5}
            {"input": "b", "output": "y", "reward": 2}
            {"input": "a", "output": "z", "reward": 0.5}
            """;
        var plain = RolloutCensus.Read(_folder.Write("rm.jsonl", rows));
        var zipped = RolloutCensus.Read(_folder.Gzip("rm.jsonl.gz", rows));

        Assert.Equal(Rows(plain.Census), Rows(zipped.Census));
        Assert.Equal(-0.5, plain.Census.RewardMeans[0]);
        Assert.Equal(1, plain.Dead.Unknown);
        Assert.Empty(plain.Steps);
        Assert.Contains("observed; declare it to be sure", plain.Summary(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_csv_with_quoted_line_breaks_counts_lines_of_the_file()
    {
        const string text = "question,response,score\n\"two\nlines, \"\"quoted\"\"\",a,1\n\"two\nlines, \"\"quoted\"\"\",b,0\nbad,c,lots\n";
        var path = _folder.Write("log.csv", text);

        var error = Assert.Throws<RolloutFormatException>(() => RolloutCensus.Read(path));
        var report = RolloutCensus.Read(path, new() { SkipMalformed = true });

        Assert.Equal((6L, "lots"), (error.Line, error.Value));
        Assert.Equal("two\nlines, \"quoted\"", report.Census[0].Prompt);
        Assert.Equal(2, report.Census.Completions[0]);
    }

    [Fact]
    public void Read_chat_prompts_are_one_input_however_they_are_written()
    {
        var json = _folder.Write("chat.jsonl", """
            {"prompt": [{"role": "user", "content": "Grüße \"x\""}], "completion": "a", "reward": 1}
            {"prompt": [ {"content": "Gr\u00fc\u00dfe \u0022x\u0022", "role": "user", "name": null} ], "completion": "b", "reward": 0}
            """);
        var parquet = _folder.Parquet(
            "chat.parquet",
            new(
                new ListField("prompt", new StructField("element", new DataField<string>("content"), new DataField<string>("name"), new DataField<string>("role"))),
                new DataField<float>("reward")),
            Enumerable.Range(0, 5).Select(row => new Dictionary<string, object?>
            {
                ["prompt"] = new List<IDictionary<string, object?>> { new Dictionary<string, object?> { ["content"] = "Grüße \"x\"", ["name"] = null, ["role"] = "user" } },
                ["reward"] = row % 2 == 0 ? 1f : 0f,
            }));

        var (left, right) = (RolloutCensus.Read(json).Census, RolloutCensus.Read(parquet).Census);

        Assert.Equal((1, 1), (left.Count, right.Count));
        Assert.Equal("""[{"content":"Grüße \"x\"","role":"user"}]""", left[0].Prompt);
        Assert.Equal(left.InputOf(0), right.InputOf(0));
        Assert.Equal(5, right.Completions[0]);
    }

    [Fact]
    public void Read_lists_of_rewards_are_one_completion_each()
    {
        var path = _folder.JsonLines("groups.jsonl", new { prompt = "p", responses = new[] { "a", "a", "a" }, rewards = new[] { 0, 1, 1 } }, new { prompt = "p", responses = new[] { "a" }, rewards = new[] { 0 } });

        var census = RolloutCensus.Read(path).Census;

        Assert.Equal((4, 0.5), (census.Completions[0], census.RewardMeans[0]));
        Assert.Equal(InputFlags.IdenticalCompletions, census[0].Flags);
    }

    [Fact]
    public void Read_overrides_win_over_known_names()
    {
        var path = _folder.JsonLines(
            "log.jsonl",
            new { prompt = "template", text = "x", id = 1, epoch = 3, reward = 9.0, mine = true },
            new { prompt = "template", text = "y", id = 2, epoch = 3, reward = 9.0, mine = false });

        var report = RolloutCensus.Read(path, new()
        {
            PromptColumn = "text",
            CompletionColumn = "prompt",
            RewardColumns = [new("mine")],
            StepColumn = "epoch",
            GroupColumn = "id",
            PoolSteps = true,
            SuccessAt = 1,
            Ddof = Ddof.Zero,
            KeepPrompts = false,
        });

        Assert.Equal(["1", "2"], Rows(report.Census).Select(row => row.Input));
        Assert.Equal([1.0, 0], report.Census.Column(CensusColumns.SuccessShare).ToArray());
        Assert.False(report.Census.HasPrompts);
        Assert.Empty(report.Steps);
    }

    [Property(MaxTest = 25)]
    public Property Read_rows_in_any_order_gives_the_same_statistics() => Prop.ForAll(
        Arb.From(Gen.Zip(Gen.Choose(0, 3), Gen.Choose(0, 4)).ListOf(12)), Arb.From(Gen.Choose(0, int.MaxValue)), (rows, seed) =>
        {
            object[] lines = [.. rows.Select(row => new { prompt = $"p{row.Item1}", completion = "c", reward = row.Item2 / 4.0 })];
            using var folder = new TemporaryFolder();
            var ordered = RolloutCensus.Read(folder.JsonLines("a.jsonl", lines)).Census;
            new Random(seed).Shuffle(lines);
            var shuffled = Rows(RolloutCensus.Read(folder.JsonLines("b.jsonl", lines)).Census).ToDictionary(row => row.Input);
            return Rows(ordered).All(row => shuffled[row.Input] is var other && other.Prompt == row.Prompt && other.Completions == row.Completions
                && Math.Abs(other.RewardMean - row.RewardMean) < 1e-12 && (double.IsNaN(row.RewardStd) || Math.Abs(other.RewardStd - row.RewardStd) < 1e-12));
        });

    private static IEnumerable<CensusRow> Rows(InputCensus census) => Enumerable.Range(0, census.Count).Select(row => census[row]);

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
