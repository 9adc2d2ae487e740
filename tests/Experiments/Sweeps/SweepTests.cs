using System.Text.Json.Nodes;

namespace VanishingGradients.Experiments.Sweeps;

public sealed class SweepTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Create_runs_has_one_folder_each_and_the_list_tells_what_varies()
    {
        var sweep = Create(("a", """{"stages":[{"epochs":5,"share":0.1}],"hidden":[250,100],"lr":1}"""), ("b", """{"stages":[{"epochs":5}],"hidden":[250],"lr":1}"""));

        Assert.Equal(["sweep/runs/a/config.json", "sweep/runs/b/config.json", "sweep/sweep.json"], _folder.Files());
        var runs = Sweep.Open(sweep.Folder).Runs;
        Assert.Equal(["stages[0].share 0.1", "hidden [250,100]"], runs[0].Varying.Select(value => $"{value.Key} {value.Value!.ToJsonString()}"));
        Assert.Equal(["hidden [250]"], runs[1].Varying.Select(value => $"{value.Key} {value.Value!.ToJsonString()}"));
        Assert.All(runs, run => Assert.Equal(RunStatus.Pending, sweep.StatusOf(run)));
    }

    [Fact]
    public void Create_again_with_the_same_runs_leaves_what_is_there()
    {
        var sweep = Create(("a", """{"epochs":5}"""), ("b", """{"epochs":6}"""));
        File.WriteAllText(Path.Combine(sweep.FolderOf(sweep.Runs[0]), RunFiles.Result), "{}");
        File.Delete(Path.Combine(sweep.FolderOf(sweep.Runs[1]), RunFiles.Config));
        File.Delete(Path.Combine(sweep.Folder, "sweep.json"));

        var again = Create(("a", """{ "epochs": 5 }"""), ("b", """{"epochs":6}"""));

        Assert.Equal([RunStatus.Finished, RunStatus.Pending], again.Runs.Select(again.StatusOf));
        Assert.Equal(
            ["sweep/runs/a/config.json", "sweep/runs/a/result.json", "sweep/runs/b/config.json", "sweep/sweep.json"], _folder.Files());
    }

    [Fact]
    public void Create_with_other_options_names_the_difference_and_changes_nothing()
    {
        Create(("a", """{"stages":[{"epochs":5}]}"""));
        var before = File.ReadAllText(_folder["sweep/runs/a/config.json"]);

        var error = Assert.Throws<SweepException>(() => Create(("a", """{"stages":[{"epochs":10}]}""")));

        Assert.Contains("'a'", error.Message, StringComparison.Ordinal);
        Assert.Contains("stages[0].epochs is 5 there and 10 here", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_folder["sweep/runs/a/config.json"]));
    }

    [Theory]
    [InlineData("'b' is only there", "a")]
    [InlineData("'c' is only here", "a", "b", "c")]
    public void Create_with_other_runs_names_one(string expected, params string[] names)
    {
        Create(("a", "{}"), ("b", "{}"));

        var error = Assert.Throws<SweepException>(() => Create([.. names.Select(name => (name, "{}"))]));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["sweep/runs/c"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a b")]
    public void Create_name_that_is_no_folder_throws(string name) => Assert.Throws<SweepException>(() => Create((name, "{}")));

    [Fact]
    public void Create_one_name_twice_throws() => Assert.Throws<SweepException>(() => Create(("a", "{}"), ("A", "{}")));

    [Fact]
    public void Open_no_sweep_or_damaged_list_says_so()
    {
        Assert.Contains("no sweep.json", Assert.Throws<SweepException>(() => Sweep.Open(_folder.Path)).Message, StringComparison.Ordinal);
        _folder.Write("sweep.json", "[{");
        Assert.Contains("damaged", Assert.Throws<SweepException>(() => Sweep.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StatusOf_run_whose_lock_is_held_is_running()
    {
        var sweep = Create(("a", "{}"));
        var path = Path.Combine(sweep.FolderOf(sweep.Runs[0]), RunFiles.Lock);

        using (File.Open(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            Assert.Equal(RunStatus.Running, sweep.StatusOf(sweep.Runs[0]));

        Assert.Equal(RunStatus.Interrupted, sweep.StatusOf(sweep.Runs[0]));
    }

    private Sweep Create(params (string Name, string Config)[] runs) =>
        Sweep.Create(_folder["sweep"], [.. runs.Select((run, i) => new SweepEntry(run.Name, run.Name, i, JsonNode.Parse(run.Config)!))]);
}
