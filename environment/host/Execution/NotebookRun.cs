using System.Diagnostics;
using VanishingGradients.Host.Notebooks;
using VanishingGradients.Host.Protocol;

namespace VanishingGradients.Host.Execution;

/// <summary>Runs a notebook's code cells from top to bottom and stops at the first that fails.</summary>
internal sealed class NotebookRun(string path, Notebook notebook, RunOptions options, IRunObserver observer)
{
    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
    private readonly List<(Cell Cell, CellOutputs Outputs)> _outputs = [];

    /// <summary>Fills the notebook with results.</summary>
    /// <param name="interrupted">Asks the running cell to stop and runs no further one.</param>
    /// <returns>Whether all cells succeeded.</returns>
    public async Task<bool> RunAsync(CancellationToken interrupted)
    {
        notebook.ClearResults();
        Cell[] cells = [.. notebook.Cells.Where(cell => cell.Kind == CellKind.Code && !string.IsNullOrWhiteSpace(cell.Source))];
        observer.NotebookStarted(path, cells.Length);
        if (cells.Length == 0)
            return true;

        var scrubber = new PathScrubber(PathScrubber.RootOf(_folder));
        await using EngineProcess engine = await EngineProcess.StartAsync(_folder, options.Environment, interrupted);
        CellFault? fault = null;
        for (int i = 0; i < cells.Length && fault is null; i++)
        {
            observer.CellStarted(i + 1, cells[i]);
            var watch = Stopwatch.StartNew();
            CellOutputs outputs = new(scrubber);
            _outputs.Add((cells[i], outputs));
            await RunAsync(engine, cells[i], outputs, interrupted);
            observer.CellFinished(watch.Elapsed);
            if (outputs.Error is { } error)
                fault = new CellFault(cells[i], error.Line, $"{error.Name}: {error.Message}", outputs.LastLines());
        }

        // Only now: a later cell may have updated what an earlier one showed.
        foreach ((int index, (Cell cell, CellOutputs outputs)) in _outputs.Index())
            cell.SetResult(index + 1, outputs.ToJson(index + 1));
        if (fault is not null)
            observer.NotebookFailed(path, fault);
        return fault is null;
    }

    private async Task RunAsync(EngineProcess engine, Cell cell, CellOutputs outputs, CancellationToken interrupted)
    {
        using var timeout = new CancellationTokenSource(options.Timeout);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, interrupted);
        CellEnd end = await engine.RunAsync(new RunCell(cell.Number, cell.Source, cell.Language), Receive, options.Grace, stop.Token);

        string reason = interrupted.IsCancellationRequested
            ? "The run was interrupted"
            : $"The cell ran longer than {Describe(options.Timeout)}";
        if (end.State == CellState.Stopped)
            outputs.Add(Error("CellStopped", $"{reason}; the cell stopped when asked to."));
        else if (end.State == CellState.Killed)
            outputs.Add(Error("CellStopped",
                $"{reason} and did not stop within {Describe(options.Grace)} of being asked to; its process was ended."));
        else if (end.State == CellState.Crashed)
            outputs.Add(Error("ProcessCrashed", $"The notebook's process ended in this cell: {Describe(end.ExitCode!.Value)}."));

        void Receive(EngineMessage message)
        {
            if (message is UpdateData update)
                _ = _outputs.Any(earlier => earlier.Outputs.Update(update));
            else
                outputs.Add(message);
            if (message is StreamText)
                observer.CellProgressed(outputs.LatestLine);
        }
    }

    private static CellError Error(string name, string message) => new(name, message, [message], null);

    private static string Describe(TimeSpan time) =>
        time.TotalSeconds < 120 ? $"{time.TotalSeconds:0.#} s" : $"{time.TotalMinutes:0.#} min";

    // A Unix process that dies of a signal exits with 128 plus its number.
    private static string Describe(int exitCode) => exitCode switch
    {
        132 => "illegal instruction (SIGILL)",
        134 or -1073740791 => "aborted (SIGABRT): native code or Environment.FailFast gave up",
        136 => "arithmetic error (SIGFPE)",
        137 => "killed (SIGKILL); most often the machine ran out of memory",
        139 or -1073741819 => "invalid memory access (SIGSEGV)",
        _ => $"exit code {exitCode}",
    };
}
