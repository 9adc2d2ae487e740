using VanishingGradients.Experiments.Runs;
using VanishingGradients.Experiments.Sweeps;

namespace VanishingGradients.Experiments.Commands;

public sealed class SweepCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_configurationsAndSeeds_createsTheSweep()
    {
        FileInfo[] files = [Configuration("a/wide.json"), Configuration("a/narrow.json")];

        var sweep = SweepCommand.Open(_folder["sweep"], files, [1, 2]);

        Assert.Equal(["wide-seed1", "wide-seed2", "narrow-seed1", "narrow-seed2"], sweep.Runs.Select(run => run.Name));
        Assert.Equal(sweep.Runs.Select(run => run.Name), SweepCommand.Open(_folder["sweep"], [], []).Runs.Select(run => run.Name));
    }

    [Fact]
    public void Open_twoFilesWithOneStem_namesBoth()
    {
        FileInfo[] files = [Configuration("a/config.json"), Configuration("b/config.json")];

        var error = Assert.Throws<SweepException>(() => SweepCommand.Open(_folder["sweep"], files, [1]));

        Assert.Contains("would both be configuration 'config'", error.Message, StringComparison.Ordinal);
        Assert.All(files, file => Assert.Contains(file.FullName, error.Message, StringComparison.Ordinal));
        Assert.False(Directory.Exists(_folder["sweep"]));
    }

    [Fact]
    public void Open_configurationsWithoutSeeds_saysSo() => Assert.Contains(
        "needs --seeds", Assert.Throws<SweepException>(() => SweepCommand.Open(_folder["sweep"], [Configuration("a.json")], [])).Message, StringComparison.Ordinal);

    [Fact]
    public void Sweep_merge_writesTheResultsAndLaunchesNothing()
    {
        var sweep = SweepCommand.Open(_folder["sweep"], [Configuration("small.json")], [1, 2]);

        var (exitCode, errors) = KitProcess.Run("sweep", sweep.Folder, SweepCommand.Merge);

        Assert.True(exitCode == 0, errors);
        Assert.Equal(3, File.ReadAllLines(Path.Combine(sweep.Folder, "results.csv")).Length);
        Assert.All(sweep.Runs, run => Assert.Equal(RunStatus.Pending, sweep.StatusOf(run)));
    }

    [Fact]
    public void Sweep_folderWithLettersThatTheConsoleLacks_isExecuted()
    {
        var sweep = Sweep.Create(_folder["Zoë"], new Dictionary<string, RunOptions> { ["small"] = SmallRuns.Rft(2) });

        var (exitCode, errors) = KitProcess.Wait(KitProcess.StartWith("LC_ALL", "de_DE.ISO-8859-1", "sweep", sweep.Folder, "--cores", "1"));

        Assert.True(exitCode == 0, errors);
        Assert.Equal(RunStatus.Finished, sweep.StatusOf(sweep.Runs[0]));
    }

    [Theory]
    [InlineData("sweep", "--minutes", "0", "TimeLimit must be above 0")]
    [InlineData("ledger", "--minutes", "2", "TimeLimit must be longer than Notice")]
    public void Command_slurmOptionNotAllowed_isNamed(string command, string option, string value, string expected)
    {
        var sweep = SweepCommand.Open(_folder["sweep"], [Configuration("small.json")], [1]);
        string[] arguments = command == "sweep" ? [command, sweep.Folder] : [command, "--out", _folder["ledger"]];

        var (exitCode, errors) = KitProcess.Run([.. arguments, "--launcher", "slurm", option, value]);

        Assert.Equal(1, exitCode);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    private FileInfo Configuration(string name) => new(_folder.Write(name, Digits.Options().ToJson()));
}
