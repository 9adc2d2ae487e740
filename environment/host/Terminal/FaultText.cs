using VanishingGradients.Host.Execution;

namespace VanishingGradients.Host.Terminal;

/// <summary>Names the place and the cause of a failure in a form editors can follow.</summary>
internal static class FaultText
{
    public static string Of(string path, CellFault fault)
    {
        string line = fault.Line is { } number ? $", line {number}" : "";
        string last = fault.LastOutput.Length > 0 ? $"\n  last output: {fault.LastOutput}" : "";
        return $"{path}, cell {fault.Cell.Number}{line}: {fault.Message}\n  cell: {fault.Cell.Title}{last}";
    }
}
