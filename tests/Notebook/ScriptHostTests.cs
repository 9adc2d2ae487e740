using System.Diagnostics;
using System.Text.Json;
using VanishingGradients.Torch;

namespace VanishingGradients.Notebook;

/// <summary>The kit folder in a host whose own FSharp.Core is older than Plotly.NET's (see <see cref="ChartContext"/>), on a system with a
/// libtorch of its own (see <see cref="Torch.TorchRuntime"/>).</summary>
public sealed class ScriptHostTests
{
    [Fact]
    public async Task Script_in_a_host_with_an_older_FSharp_Core_draws_a_chart()
    {
        var lines = await RunAsync(_ => { });

        Assert.StartsWith("10.0.", lines[0], StringComparison.Ordinal);
        using var figure = JsonDocument.Parse(lines[1]);
        Assert.Equal("drawn by a script", figure.RootElement.GetProperty("layout").GetProperty("title").GetProperty("text").GetString());
        Assert.Equal("[0.1,null,0.5]", figure.RootElement.GetProperty("data")[0].GetProperty("y").GetRawText());
    }

    [Fact]
    public async Task Script_on_a_system_with_another_libtorch_makes_a_tensor_with_the_kits()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The search path for libraries is Linux's.");
        using var system = new TemporaryFolder();
        // Any library that is not libtorch_cpu: were it taken, no tensor could be made.
        var (kits, other) = (NativeFolders.Find().LibTorch, system["libtorch_cpu.so"]);
        File.Copy(Path.Combine(kits, NativeFolders.FileName("c10")), other);

        var lines = await RunAsync(start => start.Environment["LD_LIBRARY_PATH"] = system.Path);

        Assert.Equal("3", lines[2]);
    }

    private static async Task<string[]> RunAsync(Action<ProcessStartInfo> prepare)
    {
        // artifacts/bin/VanishingGradients.Tests/release
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var host = Path.Combine(here.Parent!.Parent!.FullName, "ScriptHost", here.Name, "ScriptHost.dll");
        var kit = Path.Combine(here.Parent.Parent.Parent!.FullName, "kit");
        var start = new ProcessStartInfo("dotnet", [host, kit]) { RedirectStandardOutput = true, RedirectStandardError = true };
        prepare(start);

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, await errors);
        return output.Split('\n');
    }
}
