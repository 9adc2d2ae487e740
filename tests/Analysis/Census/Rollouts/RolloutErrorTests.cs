using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using VanishingGradients.Rewards;

namespace VanishingGradients.Analysis.Census.Rollouts;

public sealed class RolloutErrorTests : IDisposable
{
    private const string Good = """{"prompt": "p", "completion": "c", "reward": 1, "step": 3}""";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"prompt": "p", "completion": "c", "reward": NaN, "step": 3}""", "NaN", "not finite")]
    [InlineData("""{"prompt": "NaN", "completion": "c", "reward": -Infinity, "step": 3}""", "-Infinity", "not finite")]
    [InlineData("""{"prompt": "p", "completion": "c", "reward": 1e999, "step": 3}""", "Infinity", "not finite")]
    [InlineData("""{"prompt": "p", "completion": "c", "reward": "good", "step": 3}""", "good", "not a number")]
    [InlineData("""{"prompt": "p", "completion": "c", "reward": {"a": 1}, "step": 3}""", """{"a": 1}""", "not a number")]
    [InlineData("""{"prompt": "p", "completion": "c", "reward": null, "step": 3}""", null, "'reward' is missing")]
    [InlineData("""{"prompt": "p", "completion": "c", "reward": [], "step": 3}""", "[]", "empty")]
    [InlineData("""{"prompt": "p", "completion": "c", "reward": [1, "x"], "step": 3}""", "[1, \"x\"]", "not a number")]
    [InlineData("""{"prompt": "p", "completion": "c", "step": 3}""", null, "'reward' is missing")]
    [InlineData("""{"completion": "c", "reward": 1, "step": 3}""", null, "'prompt' is missing")]
    [InlineData("""{"prompt": "p", "completion": "c", "reward": 1, "step": 3.5}""", "3.5", "whole number")]
    [InlineData("""{"prompt": "p", "completion": "c", "reward": 1, "step": "x"}""", "x", "whole number")]
    [InlineData("""{"prompt": "p", "completion": "c", "rew""", """{"prompt": "p", "completion": "c", "rew""", "not valid JSON")]
    [InlineData("""{"prompt": "\ud800", "completion": "c", "reward": 1, "step": 3}""", """{"prompt": "\ud800", "completion": "c", "reward": 1, "step": 3}""", "not valid JSON")]
    [InlineData("[1, 2]", "[1, 2]", "not a JSON object")]
    public void Read_malformed_line_names_line_value_and_problem(string bad, string? value, string problem)
    {
        var path = _folder.Write("log.jsonl", $"{Good}\n\n{bad}\n{Good}\n");

        var error = Assert.Throws<RolloutFormatException>(() => RolloutCensus.Read(path));
        var report = RolloutCensus.Read(path, new() { SkipMalformed = true });

        Assert.Equal((path, 3L, value), (error.Path, error.Line, error.Value));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains("line 3", error.Message, StringComparison.Ordinal);
        Assert.Equal((3L, 1L, 2), (report.Rows, report.SkippedRows, report.Census.Completions[0]));
        Assert.Equal(3, Assert.Single(report.Malformed).Line);
        Assert.Contains("Left out 1 malformed rows", report.Summary(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prompt,reward\np,1\np\nq,0\n", 3)]
    [InlineData("prompt,reward\np,1\np,1,2\nq,0\n", 3)]
    [InlineData("prompt,reward\np,1\np,\nq,0\n", 3)]
    [InlineData("prompt,reward\np,1\n\"p\"x,1\nq,0\n", 3)]
    [InlineData("prompt,reward\np,1\n,1\nq,0\n", 3)]
    [InlineData("prompt,reward\np,1\np,nan\nq,0\n", 3)]
    public void Read_malformed_csv_row_names_its_line(string text, long line)
    {
        var path = _folder.Write("log.csv", text);

        Assert.Equal(line, Assert.Throws<RolloutFormatException>(() => RolloutCensus.Read(path)).Line);
        var report = RolloutCensus.Read(path, new() { SkipMalformed = true });
        Assert.Equal((2, 1L), (report.Census.Count, report.SkippedRows));
    }

    [Fact]
    public void Read_malformed_first_line_is_skipped_before_columns_are_known()
    {
        var report = RolloutCensus.Read(_folder.Write("log.jsonl", $"oops\n{Good}\n"), new() { SkipMalformed = true });

        Assert.Equal(1, report.Malformed[0].Line);
        Assert.Equal(1, report.Census.Count);
    }

    [Fact]
    public void Read_reward_outside_declared_range_is_an_error_even_when_skipping()
    {
        var path = _folder.Write("log.jsonl", $"{Good}\n{Good.Replace("1", "1.5", StringComparison.Ordinal)}\n");

        var error = Assert.Throws<RolloutFormatException>(() => RolloutCensus.Read(path, new() { Range = RewardRange.Unit, SkipMalformed = true }));

        Assert.Equal((2L, "1.5"), (error.Line, error.Value));
    }

    [Theory]
    [InlineData("log.jsonl", "")]
    [InlineData("log.jsonl", "\n\n")]
    [InlineData("log.csv", "")]
    [InlineData("log.csv", "prompt,reward\n")]
    public void Read_empty_file_throws(string name, string text)
    {
        var error = Assert.Throws<RolloutFormatException>(() => RolloutCensus.Read(_folder.Write(name, text)));

        Assert.Contains("no rows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_nothing_but_malformed_rows_throws_even_when_skipping()
    {
        var error = Assert.Throws<RolloutFormatException>(() => RolloutCensus.Read(_folder.Write("log.jsonl", "x\ny\n"), new() { SkipMalformed = true }));

        Assert.Contains("none of its 2 rows", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"text": "p", "reward": 1}""", "PromptColumn")]
    [InlineData("""{"prompt": "p", "completion": "c"}""", "RewardColumns")]
    [InlineData("""{"prompt": "p", "length": 3, "bleu": 0.1}""", "RewardColumns")]
    public void Read_unknown_columns_names_the_option_to_set(string row, string option)
    {
        var error = Assert.Throws<RolloutFormatException>(() => RolloutCensus.Read(_folder.Write("log.jsonl", row)));

        Assert.Contains(option, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_override_that_does_not_exist_lists_the_columns()
    {
        var error = Assert.Throws<RolloutFormatException>(() => RolloutCensus.Read(_folder.Write("log.jsonl", Good), new() { PromptColumn = "Prompt" }));

        Assert.Contains("prompt, completion, reward, step", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_one_number_column_is_the_reward()
    {
        var census = RolloutCensus.Read(_folder.Write("log.jsonl", """{"prompt": "p", "completion": "c", "bleu": 0.25, "advantage": 1, "step": 1}""")).Census;

        Assert.Equal(0.25, census.RewardMeans[0]);
    }

    [Fact]
    public void Read_damaged_files_throw()
    {
        var gzip = _folder.Gzip("log.jsonl.gz", string.Concat(Enumerable.Range(0, 2000).Select(row => Good.Replace("\"p\"", $"\"p{row * 7919}\"", StringComparison.Ordinal) + "\n")));
        File.WriteAllBytes(gzip, File.ReadAllBytes(gzip)[..^200]);
        var parquet = _folder.Trl(1, ("p", "a", 1, 0.5), ("p", "b", 0, 0.5));
        var bytes = File.ReadAllBytes(parquet);

        Assert.Throws<RolloutFormatException>(() => RolloutCensus.Read(gzip));
        foreach (var length in new[] { 0, 5, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(parquet, bytes[..length]);
            Assert.Throws<RolloutFormatException>(() => RolloutCensus.Read(parquet));
        }
    }

    [Property(MaxTest = 60)]
    public Property Read_text_with_any_damage_is_read_or_refused() => Prop.ForAll(
        Arb.From(Gen.Elements("log.jsonl", "log.csv", "log.jsonl.gz")),
        Arb.From(Gen.Zip(Gen.Choose(0, 120), Gen.Choose(0, 255)).ListOf(4)),
        (name, damage) =>
        {
            var text = name == "log.csv" ? "prompt,completion,reward,step\np,\"c\",1,3\np,\"d\",0,3\np,\"e\",1,4\n" : $"{Good}\n{Good}\n{Good}\n";
            var path = name.EndsWith(".gz", StringComparison.Ordinal) ? _folder.Gzip(name, text) : _folder.Write(name, text);
            var bytes = File.ReadAllBytes(path);
            foreach (var (at, value) in damage)
                bytes[at % bytes.Length] = (byte)value;
            File.WriteAllBytes(path, bytes);
            try
            {
                return RolloutCensus.Read(path, new() { SkipMalformed = true }).Rows > 0;
            }
            catch (RolloutFormatException error)
            {
                return error.Path == path;
            }
        });

    [Fact]
    public void Read_no_such_file_folder_or_format_throws()
    {
        Assert.Throws<FileNotFoundException>(() => RolloutCensus.Read(_folder["none.jsonl"]));
        Assert.Throws<RolloutFormatException>(() => RolloutCensus.Read(_folder.Path));
        Assert.Throws<RolloutFormatException>(() => RolloutCensus.Read(_folder.Write("log.pkl", "x")));
    }

    [Fact]
    public void Options_negative_epsilon_throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new RolloutCensusOptions { Epsilon = -1 });
}
