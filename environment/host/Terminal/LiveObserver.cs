using System.Diagnostics;
using Spectre.Console;
using VanishingGradients.Host.Execution;
using VanishingGradients.Host.Notebooks;

namespace VanishingGradients.Host.Terminal;

/// <summary>A terminal's view: finished cells stay as lines, the running one is a line that moves.</summary>
internal sealed class LiveObserver(IAnsiConsole console, StatusContext status) : IRunObserver
{
    private readonly Lock _drawing = new();
    private readonly Stopwatch _watch = new();
    private string _cell = "";
    private string _latest = "";
    private int _cells;

    public void NotebookStarted(string path, int cells)
    {
        _cells = cells;
        console.MarkupLineInterpolated($"[bold]{path}[/]");
    }

    public void CellStarted(int index, Cell cell)
    {
        _cell = $"[{index}/{_cells}] {cell.Title}";
        _latest = "";
        _watch.Restart();
        Draw();
    }

    public void CellProgressed(string latestLine) => _latest = latestLine;

    /// <summary>Redraws the running cell. Called by a clock: a cell may say nothing for minutes, or a thousand things a second.</summary>
    public void Draw()
    {
        lock (_drawing)
        {
            string line = $"{_cell}  {_watch.Elapsed.TotalSeconds:0} s  {_latest}";
            status.Status = Markup.Escape(line[..Math.Min(line.Length, Math.Max(20, console.Profile.Width - 4))]);
        }
    }

    public void CellFinished(TimeSpan elapsed) =>
        console.MarkupLineInterpolated($"  [green]✓[/] {_cell}  [grey]{elapsed.TotalSeconds:0.0} s[/]");

    public void NotebookFailed(string path, CellFault fault) => console.MarkupLineInterpolated($"[red]{FaultText.Of(path, fault)}[/]");
}
