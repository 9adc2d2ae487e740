using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Commands;

/// <summary>Progress of a run for another process: a line of JSON, at most one a second and one per stage.</summary>
/// <param name="output">Where it goes.</param>
internal sealed class RunReport(TextWriter output) : IProgress<RunProgress>
{
    /// <summary>The option of the command <c>run</c> that asks for it.</summary>
    internal const string Option = "--report";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
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
        output.WriteLine(JsonSerializer.Serialize(value, Json));
        output.Flush();
        _clock.Restart();
    }

    /// <summary>What a line of output tells; null for a line of something else.</summary>
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
}
