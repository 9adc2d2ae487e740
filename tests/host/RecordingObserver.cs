using VanishingGradients.Host.Execution;
using VanishingGradients.Host.Notebooks;

namespace VanishingGradients.Host;

internal sealed class RecordingObserver : IRunObserver
{
    public CellFault? Fault { get; private set; }

    public List<string> ProgressLines { get; } = [];

    public int Finished { get; private set; }

    public void NotebookStarted(string path, int cells)
    {
    }

    public void CellStarted(int index, Cell cell)
    {
    }

    public void CellProgressed(string latestLine) => ProgressLines.Add(latestLine);

    public void CellFinished(TimeSpan elapsed) => Finished++;

    public void NotebookFailed(string path, CellFault fault) => Fault = fault;
}
