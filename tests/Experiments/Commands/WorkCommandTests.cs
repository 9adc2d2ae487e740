using VanishingGradients.Experiments.Runs;
using VanishingGradients.Experiments.Sweeps;

namespace VanishingGradients.Experiments.Commands;

public sealed class WorkCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Work_twoRuns_tellsTheProgressOfEachAndThatItIsDone()
    {
        var (first, second) = (RunFolder.Create(SmallRuns.Rft(2), _folder["first"]), RunFolder.Create(SmallRuns.Rft(3), _folder["second"]));
        using var process = KitProcess.StartToTalk(WorkCommand.Name);
        process.StandardInput.WriteLine(first.Path);
        process.StandardInput.WriteLine(second.Path);
        process.StandardInput.Close();
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(
            ["pretraining", "rft", "done", "pretraining", "rft", "done"],
            lines.Select(line => WorkReport.IsDone(line) ? line : WorkReport.Parse(line)!.Stage));
        var told = WorkReport.Parse(lines[^2])!;
        Assert.Contains("std", told.Training.Status, StringComparison.Ordinal);
        Assert.Equal(3, told.Training.Epochs);
        Assert.NotNull(first.Result);
        Assert.NotNull(second.Result);
    }

    [Fact]
    public void Work_aFolderWithoutConfig_endsTheProcessWithTheReason()
    {
        using var process = KitProcess.StartToTalk(WorkCommand.Name);
        process.StandardInput.WriteLine(_folder.Path);
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(1, process.ExitCode);
        Assert.Contains("config.json", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Work_interruptedByTheTerminal_leavesStoppingToItsLauncher()
    {
        using var process = KitProcess.StartToTalk(WorkCommand.Name);
        process.StandardInput.WriteLine(RunFolder.Create(SmallRuns.Rft(2), _folder["run"]).Path);
        Assert.StartsWith("{", process.StandardOutput.ReadLine(), StringComparison.Ordinal);
        KitProcess.Signal(process, "INT");
        process.StandardInput.Close();
        Assert.Contains("done", process.StandardOutput.ReadToEnd().Split('\n'));
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
    }
}
