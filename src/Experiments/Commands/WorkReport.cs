using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Commands;

/// <summary>What the command <c>work</c> tells its launcher: the progress of a run as lines of JSON, at most one a second and one per stage, and a
/// line when the run is done.</summary>
/// <param name="output">Where it goes.</param>
internal sealed class WorkReport(TextWriter output) : IProgress<RunProgress>
{
    private const string DoneLine = "done";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private string? _stage;

    /// <inheritdoc />
    public void Report(RunProgress value)
    {
        if (value.Stage == _stage && _clock.Elapsed < Pause)
        {
            return;
        }

        _stage = value.Stage;
        Write(JsonSerializer.Serialize(value, Json));
        _clock.Restart();
    }

    /// <summary>The run has its results.</summary>
    internal void Done()
    {
        _stage = null;
        Write(DoneLine);
    }

    /// <summary>Whether a line of output tells that the run is done.</summary>
    internal static bool IsDone(string line) => line == DoneLine;

    /// <summary>The progress that a line of output tells; null for a line of something else.</summary>
    internal static RunProgress? Parse(string line)
    {
        try
        {
            return line.StartsWith('{') ? JsonSerializer.Deserialize<RunProgress>(line, Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Write(string line)
    {
        output.WriteLine(line);
        output.Flush();
    }
}
