using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;
using VanishingGradients.Models;

namespace VanishingGradients.Experiments.Sweeps;

public sealed class SweepTests : IDisposable
{
    private static readonly RunOptions Digits = new() { Environment = "digits" };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Create_configurations_and_seeds_has_a_folder_each_and_the_list_tells_what_varies()
    {
        var small = Digits with { Setting = new ControlledOptions { Policy = new MlpOptions([16]) } };
        var sgd = small with { Setting = small.Setting with { Pretraining = new TrainerOptions { Epochs = 7 } } };

        var sweep = Sweep.Create(_folder["sweep"], new Dictionary<string, RunOptions> { ["small"] = small, ["short"] = sgd }, [3, 4]);

        string[] names = ["small-seed3", "small-seed4", "short-seed3", "short-seed4"];
        Assert.Equal(
            [.. names.Order(StringComparer.Ordinal).Select(name => $"sweep/runs/{name}/config.json"), "sweep/sweep.json"], _folder.Files());
        var runs = Sweep.Open(sweep.Folder).Runs;
        Assert.Equal(names, runs.Select(run => run.Name));
        Assert.Equal([("small", 3), ("small", 4), ("short", 3), ("short", 4)], runs.Select(run => (run.Configuration, (int)run.Seed)));
        Assert.Contains("setting.pretraining.epochs", runs[0].Varying.Keys);
        Assert.Equal("7", runs[3].Varying["setting.pretraining.epochs"]!.ToJsonString());
        Assert.DoesNotContain("setting.seed", runs[0].Varying.Keys);
        Assert.All(runs, run => Assert.Equal(RunStatus.Pending, sweep.StatusOf(run)));
        Assert.Equal(4, RunOptions.Load(_folder["sweep/runs/short-seed4/config.json"]).Setting.Seed);
    }

    [Fact]
    public void Create_again_with_the_same_runs_leaves_what_is_there()
    {
        var sweep = Create(("a", Digits), ("b", Digits));
        File.WriteAllText(Path.Combine(sweep.FolderOf(sweep.Runs[0]), RunFiles.Result), "{}");
        File.Delete(Path.Combine(sweep.FolderOf(sweep.Runs[1]), RunFiles.Config));
        File.Delete(Path.Combine(sweep.Folder, "sweep.json"));

        var again = Create(("a", Digits), ("b", Digits));

        Assert.Equal([RunStatus.Finished, RunStatus.Pending], again.Runs.Select(again.StatusOf));
        Assert.Equal(
            ["sweep/runs/a/config.json", "sweep/runs/a/result.json", "sweep/runs/b/config.json", "sweep/sweep.json"], _folder.Files());
    }

    [Fact]
    public void Create_with_other_options_names_the_difference_and_changes_nothing()
    {
        Create(("a", Digits));
        var before = File.ReadAllText(_folder["sweep/runs/a/config.json"]);

        var error = Assert.Throws<SweepException>(() => Create(("a", Digits with { Environment = "mnist" })));

        Assert.Contains("run 'a'", error.Message, StringComparison.Ordinal);
        Assert.Contains("environment is \"digits\" there and \"mnist\" here", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_folder["sweep/runs/a/config.json"]));
    }

    [Theory]
    [InlineData("another run 'b'", "a")]
    [InlineData("without a run 'c'", "a", "b", "c")]
    public void Create_with_other_runs_names_one(string expected, params string[] names)
    {
        Create(("a", Digits), ("b", Digits));

        var error = Assert.Throws<SweepException>(() => Create([.. names.Select(name => (name, Digits))]));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["sweep/runs/c"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a b")]
    public void Create_name_that_is_no_folder_throws(string name) => Assert.Throws<SweepException>(() => Create((name, Digits)));

    [Fact]
    public void Create_one_name_twice_or_none_throws()
    {
        Assert.Throws<SweepException>(() => Create(("a", Digits), ("A", Digits)));
        Assert.Throws<SweepException>(() => Create());
    }

    [Fact]
    public void Open_no_sweep_or_damaged_list_says_so()
    {
        Assert.Contains("no sweep.json", Assert.Throws<SweepException>(() => Sweep.Open(_folder.Path)).Message, StringComparison.Ordinal);
        _folder.Write("sweep.json", "[{");
        Assert.Contains("damaged", Assert.Throws<SweepException>(() => Sweep.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    public void Create_listThatIsDamaged_isMadeAnew(string damaged)
    {
        var whole = File.ReadAllText(Path.Combine(Create(("a", Digits)).Folder, "sweep.json"));
        var path = _folder.Write("sweep/sweep.json", damaged);

        Assert.Contains("Create the sweep again", Assert.Throws<SweepException>(() => Sweep.Open(_folder["sweep"])).Message, StringComparison.Ordinal);
        Assert.Throws<SweepException>(() => Create(("a", Digits with { Environment = "mnist" })));
        Create(("a", Digits));

        Assert.Equal(whole, File.ReadAllText(path));
    }

    [Fact]
    public void StatusOf_run_whose_folder_is_taken_is_running()
    {
        var sweep = Create(("a", Digits));

        using (RunFolder.Open(sweep.FolderOf(sweep.Runs[0])).Take())
            Assert.Equal(RunStatus.Running, sweep.StatusOf(sweep.Runs[0]));

        Assert.Equal(RunStatus.Interrupted, sweep.StatusOf(sweep.Runs[0]));
    }

    [Fact]
    public async Task StatusOf_lookedAtWhileRunsStart_disturbsNone()
    {
        var sweep = Create(("a", Digits));
        var folder = RunFolder.Open(sweep.FolderOf(sweep.Runs[0]));
        folder.Take().Dispose();
        using var enough = new CancellationTokenSource();
        var lookers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!enough.IsCancellationRequested)
                sweep.StatusOf(sweep.Runs[0]);
        })).ToArray();

        for (var start = 0; start < 300; start++)
            folder.Take().Dispose();

        await enough.CancelAsync();
        await Task.WhenAll(lookers);
    }

    [Fact]
    public void StatusOf_folderDeleted_isPendingAndLaunched()
    {
        var sweep = Create(("a", Digits), ("b", Digits));
        Directory.Delete(sweep.FolderOf(sweep.Runs[0]), recursive: true);

        Assert.Equal(RunStatus.Pending, sweep.StatusOf(sweep.Runs[0]));
        Assert.Equal(["a", "b"], sweep.OpenRuns.Select(run => run.Name));
    }

    [Fact]
    public void StatusOf_readOnlySweep_isTold()
    {
        if (OperatingSystem.IsWindows())
            return;
        var sweep = Create(("a", Digits));
        var folder = RunFolder.Open(sweep.FolderOf(sweep.Runs[0]));
        folder.Take().Dispose();
        var path = Path.Combine(folder.Path, RunFiles.Lock);
        File.WriteAllText(Path.Combine(folder.Path, RunFiles.Result), "{}");
        foreach (var mode in new[] { UnixFileMode.UserRead, UnixFileMode.None })
        {
            File.SetUnixFileMode(path, mode);
            Assert.Equal(RunStatus.Finished, sweep.StatusOf(sweep.Runs[0]));
        }
    }

    private Sweep Create(params (string Name, RunOptions Options)[] runs) =>
        Sweep.Create(_folder["sweep"], new Dictionary<string, RunOptions>(runs.Select(run => KeyValuePair.Create(run.Name, run.Options))));
}
