using System.Diagnostics;
using System.Runtime.InteropServices;
using VanishingGradients.Host.Execution;
using VanishingGradients.Host.Terminal;

namespace VanishingGradients.Host;

/// <summary>The host as a user meets it: a program with arguments, an exit code and files.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly TestNotebook _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Run_folder_with_a_crash_goes_on_with_the_next_notebook()
    {
        _files.Write("in/1-crash.ipynb", "1", "Console.WriteLine(\"last words\");\nEnvironment.FailFast(\"gave up\");");
        _files.Write("in/2-fine.ipynb", "Environment.GetEnvironmentVariable(\"VG_SCALE\")");
        _files.WriteFile("in/3-broken.ipynb", "{");

        (int exitCode, string output, string error) = await HostAsync("run", "in", "--out", "out", "--scale", "smoke");

        Assert.Equal(1, exitCode);
        Assert.Contains(Path.Combine("in", "1-crash.ipynb") + ", cell 2: ProcessCrashed", output);
        Assert.Contains("cell: Console.WriteLine(\"last words\");", output);
        Assert.Contains("[1/1] Environment.GetEnvironmentVariable(\"VG_SCALE\")", output);
        Assert.Contains("3 notebooks of which 2 failed. Results are in out", output);
        Assert.Contains("3-broken.ipynb: not valid JSON", error);
        Assert.Contains("gave up", File.ReadAllText(Path.Combine(_files.Folder, "out", "1-crash.html")));
        Assert.Contains("\"smoke\"", File.ReadAllText(Path.Combine(_files.Folder, "out", "2-fine.ipynb")));
    }

    [Fact]
    public async Task Run_unusable_arguments_exits_with_2()
    {
        Assert.Equal(2, (await HostAsync("run", "missing.ipynb")).ExitCode);
        (int exitCode, _, string error) = await HostAsync("run", "x.ipynb", "--timeout", "soon");
        Assert.Equal(2, exitCode);
        Assert.Contains("'soon' is no time", error);
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("1.5m", 90)]
    [InlineData("2h", 7200)]
    public void ParseTime_number_with_unit_gives_the_time(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RunCommand.ParseTime(text));

    [Theory]
    [InlineData("10")]
    [InlineData("0s")]
    [InlineData("-1m")]
    [InlineData("m")]
    public void ParseTime_anything_else_gives_null(string text) => Assert.Null(RunCommand.ParseTime(text));

    private async Task<(int ExitCode, string Output, string Error)> HostAsync(params string[] arguments)
    {
        string dotnet = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet");
        var start = new ProcessStartInfo(dotnet, [typeof(NotebookRun).Assembly.Location, .. arguments])
        {
            WorkingDirectory = _files.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process host = Process.Start(start)!;
        Task<string> output = host.StandardOutput.ReadToEndAsync(), error = host.StandardError.ReadToEndAsync();
        await host.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (host.ExitCode, await output, await error);
    }
}
