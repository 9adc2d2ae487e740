using VanishingGradients.Host.Execution;

namespace VanishingGradients.Host.Terminal;

/// <summary>Names the place and the cause of a failure in a form editors can follow.</summary>
internal static class FaultText
{
    public static string Of(string path, CellFault fault)
    {
        string line = fault.Line is { } number ? $", line {number}" : "";
        // Some messages are whole logs; the executed notebook keeps all of them.
        string[] lines = fault.Message.Split('\n', 2);
        string message = lines.Length == 1 ? lines[0] : $"{lines[0].TrimEnd()} …";
        string last = string.Concat(fault.LastOutput.Select(output => $"\n  output: {output}"));
        return $"{path}, cell {fault.Cell.Number}{line}: {message}\n  cell: {fault.Cell.Title}{last}";
    }
}
