using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using VanishingGradients.Host.Protocol;

namespace VanishingGradients.Host.Engine;

/// <summary>Says what went wrong in a cell in the cell's own terms.</summary>
internal sealed partial class ErrorReport(string folder)
{
    // Roslyn takes a cell's name for a file of the notebook's folder.
    private readonly string _cells = Path.Combine(folder, "cell ");

    public CellError Of(IReadOnlyList<Diagnostic> errors)
    {
        string first = $"{errors[0].Id}: {errors[0].GetMessage()}";
        string message = errors.Count == 1 ? first : $"{first} (and {errors.Count - 1} more)";
        return new CellError("CompilationError", message, [.. errors.Select(Describe)], LineOf(errors[0]));
    }

    /// <param name="exception">What the cell threw.</param>
    /// <param name="name">The cell, or the file it imports.</param>
    public CellError Of(Exception exception, string name)
    {
        exception = Unwrap(exception);
        List<string> traceback = [];
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            traceback.Add($"{(cause == exception ? "" : "caused by ")}{cause.GetType().FullName}: {cause.Message}");
            traceback.AddRange(Frames(cause));
        }
        return new CellError(exception.GetType().Name, exception.Message, traceback, Line(exception, name));
    }

    private string Describe(Diagnostic error)
    {
        FileLinePositionSpan place = error.Location.GetMappedLineSpan();
        string where = place.IsValid
            ? $"{Shorten(place.Path)}, line {place.StartLinePosition.Line + 1}, column {place.StartLinePosition.Character + 1}: "
            : "";
        return $"{where}{error.Id}: {error.GetMessage()}";
    }

    private static int? LineOf(Diagnostic error) =>
        error.Location.GetMappedLineSpan() is { IsValid: true } place ? place.StartLinePosition.Line + 1 : null;

    private static Exception Unwrap(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var only] } => Unwrap(only),
        TargetInvocationException or TypeInitializationException when exception.InnerException is { } inner => Unwrap(inner),
        _ => exception,
    };

    // What lies below the cell's own frames is the host, of no interest to the cell's author.
    private IEnumerable<string> Frames(Exception exception)
    {
        string[] frames = Shorten(exception.StackTrace ?? "")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        int last = Array.FindLastIndex(frames, frame => Submission().IsMatch(frame));
        return frames[..(last < 0 ? frames.Length : last + 1)]
            .Where(frame => !frame.StartsWith("---", StringComparison.Ordinal))
            .Select(frame => "   " + Place().Replace(Submission().Replace(frame, ""), " in $1, line $2").Replace("at  in ", "at "));
    }

    private int? Line(Exception exception, string name)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            foreach (Match match in Place().Matches(Shorten(cause.StackTrace ?? "")))
            {
                if (match.Groups[1].Value == name)
                    return int.Parse(match.Groups[2].Value);
            }
        }
        return null;
    }

    private string Shorten(string text) => text.Replace(_cells, "cell ");

    [GeneratedRegex(@"Submission#\d+\.(<<Initialize>>d__\d+\.MoveNext\(\)|<Initialize>\(\))?")]
    private static partial Regex Submission();

    [GeneratedRegex(@" in ([^\r\n]+):line (\d+)")]
    private static partial Regex Place();
}
