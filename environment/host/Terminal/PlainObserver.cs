using System.Diagnostics;
using Spectre.Console;
using VanishingGradients.Host.Execution;
using VanishingGradients.Host.Notebooks;

namespace VanishingGradients.Host.Terminal;

/// <summary>Lines for a log: one per finished cell, and of a long cell its progress line now and then.</summary>
internal sealed class PlainObserver(IAnsiConsole console) : IRunObserver
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();
    private string _cell = "";
    private int _cells;

    public void NotebookStarted(string path, int cells)
    {
        _cells = cells;
        WriteLine($"{path}: {cells} code {(cells == 1 ? "cell" : "cells")}");
    }

    public void CellStarted(int index, Cell cell)
    {
        _cell = $"[{index}/{_cells}] {cell.Title}";
        _sinceLine.Restart();
    }

    public void CellProgressed(string latestLine)
    {
        if (_sinceLine.Elapsed >= ProgressInterval)
            WriteLine($"  {_cell}: {latestLine}");
    }

    public void CellFinished(TimeSpan elapsed) => WriteLine($"  {_cell}  {elapsed.TotalSeconds:0.0} s");

    public void NotebookFailed(string path, CellFault fault) => WriteLine(FaultText.Of(path, fault));

    // Not through markup and without wrapping: a log is searched line by line.
    private void WriteLine(string text)
    {
        console.Profile.Out.Writer.WriteLine(text);
        _sinceLine.Restart();
    }
}
