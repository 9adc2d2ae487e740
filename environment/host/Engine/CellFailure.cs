using VanishingGradients.Host.Protocol;

namespace VanishingGradients.Host.Engine;

/// <summary>Ends a cell with an error that is reported as it stands.</summary>
internal sealed class CellFailure(CellError error) : Exception(error.Message)
{
    public CellFailure(string name, string message, int? line = null)
        : this(new CellError(name, message, [message], line))
    {
    }

    public CellError Error { get; } = error;
}
