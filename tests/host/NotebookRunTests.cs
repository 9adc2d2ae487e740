using VanishingGradients.Host.Execution;
using VanishingGradients.Host.Notebooks;

namespace VanishingGradients.Host;

public sealed class NotebookRunTests : IDisposable
{
    private const string WaitForCancellation =
        "Console.WriteLine(\"waiting\");\nMicrosoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken.WaitHandle.WaitOne();";

    private readonly TestNotebook _files = new();
    private readonly RecordingObserver _observer = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Run_cell_that_fails_stops_there_and_keeps_what_went_before()
    {
        var notebook = await FailAsync(
            new RunOptions(), "1", "Console.WriteLine(\"so far\");\nthrow new FormatException(\"bad\");", "3");

        Assert.Equal(
            (2, 2, "FormatException: bad", "so far"),
            (_observer.Fault!.Cell.Number, _observer.Fault.Line, _observer.Fault.Message, Assert.Single(_observer.Fault.LastOutput)));
        Assert.Single(notebook.Cells[0].Outputs);
        Assert.Equal("error", notebook.Cells[1].Outputs[1]!["output_type"]!.GetValue<string>());
        Assert.Empty(notebook.Cells[2].Outputs);
        Assert.Null(notebook.Cells[2].ExecutionCount);
    }

    [Fact]
    public async Task Run_cell_whose_native_code_aborts_reports_the_cell_and_its_last_output()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The cell calls the C library by its Unix name.");
        var notebook = await FailAsync(
            new RunOptions(),
            "1",
            "[System.Runtime.InteropServices.DllImport(\"libc\")] static extern void abort();\nConsole.WriteLine(\"about to abort\");\nabort();");

        Assert.Equal(2, _observer.Fault!.Cell.Number);
        Assert.Contains("SIGABRT", _observer.Fault.Message);
        Assert.Equal("about to abort", _observer.Fault.LastOutput[0]);
        Assert.Equal("ProcessCrashed", notebook.Cells[1].Outputs[^1]!["ename"]!.GetValue<string>());
        Assert.Single(notebook.Cells[0].Outputs);
    }

    [Fact]
    public async Task Run_cell_over_its_time_that_heeds_cancellation_is_stopped()
    {
        await FailAsync(new RunOptions { Timeout = TimeSpan.FromSeconds(5), Grace = TimeSpan.FromMinutes(5) }, WaitForCancellation);
        Assert.Equal("CellStopped: The cell ran longer than 5 s; the cell stopped when asked to.", _observer.Fault!.Message);
        Assert.Equal(["waiting"], _observer.Fault.LastOutput);
    }

    [Fact]
    public async Task Run_cell_over_its_time_that_does_not_heed_it_is_ended()
    {
        await FailAsync(
            new RunOptions { Timeout = TimeSpan.FromSeconds(5), Grace = TimeSpan.FromMilliseconds(200) },
            "Console.WriteLine(\"deaf\");\nSystem.Threading.Thread.Sleep(System.Threading.Timeout.Infinite);");
        Assert.EndsWith("its process was ended.", _observer.Fault!.Message);
        Assert.Equal(["deaf"], _observer.Fault.LastOutput);
    }

    private async Task<Notebooks.Notebook> FailAsync(RunOptions options, params string[] cells)
    {
        string path = _files.Write("in.ipynb", cells);
        var notebook = NotebookReader.Read(path);
        Assert.False(await new NotebookRun(path, notebook, options, _observer).RunAsync(TestContext.Current.CancellationToken));
        return notebook;
    }
}
