using System.Diagnostics;
using System.Text.Json;

namespace VanishingGradients.Notebook;

/// <summary>The kit folder in a host whose own FSharp.Core is older than Plotly.NET's: see <see cref="ChartContext"/>.</summary>
public sealed class ScriptHostTests
{
    [Fact]
    public async Task Script_in_a_host_with_an_older_FSharp_Core_draws_a_chart()
    {
        // artifacts/bin/VanishingGradients.Tests/release
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var host = Path.Combine(here.Parent!.Parent!.FullName, "ScriptHost", here.Name, "ScriptHost.dll");
        var kit = Path.Combine(here.Parent.Parent.Parent!.FullName, "kit");
        var start = new ProcessStartInfo("dotnet", [host, kit]) { RedirectStandardOutput = true, RedirectStandardError = true };

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, await errors);
        var lines = output.Split('\n');
        Assert.StartsWith("10.0.", lines[0], StringComparison.Ordinal);
        using var figure = JsonDocument.Parse(lines[1]);
        Assert.Equal("drawn by a script", figure.RootElement.GetProperty("layout").GetProperty("title").GetProperty("text").GetString());
        Assert.Equal("[0.1,null,0.5]", figure.RootElement.GetProperty("data")[0].GetProperty("y").GetRawText());
    }
}
