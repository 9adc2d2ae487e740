using System.Diagnostics;
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
        string[] lines = [.. UntilDone(process), .. UntilDone(process)];
        process.StandardInput.Close();
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
        UntilDone(process);
        process.StandardInput.Close();
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public void Work_launcherThatIsGone_stopsItsRunWithACheckpoint()
    {
        var run = RunFolder.Create(SmallRuns.Rft(1_000_000), _folder["run"]);
        using var process = StartAtWork(run);
        process.StandardInput.Close();
        AssertStopped(process, run);
    }

    [Fact]
    public void Work_terminatedOften_stopsItsRunWithACheckpoint()
    {
        var run = RunFolder.Create(SmallRuns.Rft(1_000_000), _folder["run"]);
        using var process = StartAtWork(run);
        KitProcess.TerminateOften(process);
        AssertStopped(process, run);
    }

    [Fact]
    public void Work_terminatedBetweenTwoRuns_ends()
    {
        using var process = KitProcess.StartToTalk(WorkCommand.Name);
        process.StandardInput.WriteLine(RunFolder.Create(SmallRuns.Rft(2), _folder["run"]).Path);
        UntilDone(process);
        KitProcess.Signal(process, "TERM");

        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)));
        Assert.Equal(130, process.ExitCode);
    }

    [Theory]
    [InlineData("a line of something else")]
    [InlineData("{}")]
    [InlineData("{\"Stage\":\"rft\"}")]
    [InlineData("{\"Stage\":null,\"Number\":0,\"Stages\":1,\"Training\":null}")]
    public void Parse_lineOfSomethingElse_isNull(string line) => Assert.Null(WorkReport.Parse(line));

    private static Process StartAtWork(RunFolder run)
    {
        var process = KitProcess.StartToTalk(WorkCommand.Name);
        process.StandardInput.WriteLine(run.Path);
        while (WorkReport.Parse(process.StandardOutput.ReadLine()!)?.Stage != "rft")
        {
        }

        return process;
    }

    private static void AssertStopped(Process process, RunFolder run)
    {
        var isOver = process.WaitForExit(TimeSpan.FromMinutes(1));
        if (!isOver)
            process.Kill();
        Assert.True(isOver);
        Assert.Equal(130, process.ExitCode);
        Assert.True(File.Exists(run.CheckpointFile));
        Assert.NotNull(run.Environments[^1].Seconds);
    }

    private static IEnumerable<string> UntilDone(Process process)
    {
        List<string> lines = [];
        do
        {
            lines.Add(process.StandardOutput.ReadLine()!);
        }
        while (!WorkReport.IsDone(lines[^1]));
        return lines;
    }
}
