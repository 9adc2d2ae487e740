using Spectre.Console;
using VanishingGradients.Host.Execution;
using VanishingGradients.Host.Notebooks;
using VanishingGradients.Host.Pages;

namespace VanishingGradients.Host.Terminal;

/// <summary>Runs several notebooks, each in a process of its own, and says where the results are.</summary>
internal sealed class NotebookBatch(RunOptions options, bool writePages)
{
    private const int Success = 0, Failure = 1, UnusableArguments = 2;
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(200);

    private readonly IAnsiConsole _console = AnsiConsole.Console;

    /// <param name="arguments">Notebooks and folders.</param>
    /// <param name="outputFolder">Where results go.</param>
    /// <returns>The process's exit code: 0 when all succeeded, 1 when one did not, 2 when the arguments name nothing that can be
    /// run.</returns>
    public async Task<int> RunAsync(IEnumerable<string> arguments, string outputFolder)
    {
        IReadOnlyList<NotebookFile> files;
        try
        {
            files = NotebookSelection.Find(arguments, outputFolder);
        }
        catch (ArgumentException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return UnusableArguments;
        }

        using var interrupt = new Interrupt();
        int failed = 0;
        foreach (NotebookFile file in files)
        {
            if (interrupt.Token.IsCancellationRequested || !await RunAsync(file, interrupt.Token))
                failed++;
        }
        Report(files, failed, outputFolder);
        return failed == 0 ? Success : Failure;
    }

    private async Task<bool> RunAsync(NotebookFile file, CancellationToken interrupted)
    {
        try
        {
            Notebook notebook = NotebookReader.Read(file.Path);
            if (!notebook.Language.Equals("C#", StringComparison.OrdinalIgnoreCase))
                throw new NotebookFormatException($"{file.Path}: its kernel speaks {notebook.Language}; this host runs C# notebooks.");
            bool succeeded = await ObserveAsync(observer => new NotebookRun(file.Path, notebook, options, observer).RunAsync(interrupted));
            NotebookWriter.Write(notebook, file.Output);
            if (writePages)
                await HtmlPage.WriteAsync(notebook, file.Page, () => MathScript.LoadAsync(Console.Error.WriteLine));
            return succeeded;
        }
        catch (Exception error)
            when (error is NotebookFormatException or IOException or UnauthorizedAccessException
            or InvalidOperationException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return false;
        }
    }

    private Task<bool> ObserveAsync(Func<IRunObserver, Task<bool>> run)
    {
        if (!_console.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
            return run(new PlainObserver(_console));
        return _console.Status().StartAsync("Starting", async status =>
        {
            var observer = new LiveObserver(_console, status);
            using var redraw = new Timer(_ => observer.Draw(), null, RedrawInterval, RedrawInterval);
            return await run(observer);
        });
    }

    private void Report(IReadOnlyList<NotebookFile> files, int failed, string outputFolder)
    {
        string what = files.Count == 1 ? "1 notebook" : $"{files.Count} notebooks";
        string outcome = failed == 0 ? "succeeded" : $"of which {failed} failed";
        string pages = writePages ? ", with a page (.html) beside each" : "";
        _console.Profile.Out.Writer.WriteLine($"{what} {outcome}. Results are in {outputFolder}{pages}.");
    }
}
