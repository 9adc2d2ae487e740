using VanishingGradients.Host.Notebooks;

namespace VanishingGradients.Host.Execution;

/// <summary>Is told how a run goes on.</summary>
internal interface IRunObserver
{
    void NotebookStarted(string path, int cells);

    void CellStarted(int index, Cell cell);

    /// <param name="latestLine">The last line of text the cell has written so far.</param>
    void CellProgressed(string latestLine);

    void CellFinished(TimeSpan elapsed);

    void NotebookFailed(string path, CellFault fault);
}
