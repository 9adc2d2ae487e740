using System.Text.Json.Nodes;
using VanishingGradients.Host.Notebooks;
using VanishingGradients.Host.Protocol;

namespace VanishingGradients.Host.Execution;

/// <summary>Gathers what a cell gives out, in order, as nbformat wants it.</summary>
internal sealed class CellOutputs(PathScrubber scrubber)
{
    private const int ErrorLines = 3;

    private readonly List<Output> _outputs = [];

    /// <summary>The last line of text the cell wrote.</summary>
    public string LatestLine { get; private set; } = "";

    /// <summary>Why the cell failed, if it did.</summary>
    public CellError? Error { get; private set; }

    public void Add(EngineMessage message)
    {
        switch (message)
        {
            case StreamText stream:
                TerminalText text = _outputs is [.., { Stream: { } open } last] && last.Name == stream.Name ? open : Open(stream.Name);
                text.Append(stream.Text);
                LatestLine = text.LatestLine;
                break;
            case DisplayData display:
                _outputs.Add(new Output("display_data", display.Id, scrubber.Scrub(display.Data)));
                break;
            case CellResult result:
                _outputs.Add(new Output("execute_result", "", scrubber.Scrub(result.Data)));
                break;
            case CellError error:
                Error = error with { Message = scrubber.Scrub(error.Message), Traceback = [.. error.Traceback.Select(scrubber.Scrub)] };
                break;
        }
    }

    /// <summary>Replaces what an earlier display of this cell showed.</summary>
    /// <returns>Whether the display is one of this cell's.</returns>
    public bool Update(UpdateData update)
    {
        int index = _outputs.FindIndex(output => output.Stream is null && output.Name == update.Id);
        if (index >= 0)
            _outputs[index] = _outputs[index] with { Data = scrubber.Scrub(update.Data) };
        return index >= 0;
    }

    /// <summary>
    /// The end of what the cell wrote to stdout, and the beginning of its last error text: a crash report says the most in its first lines.
    /// </summary>
    public IReadOnlyList<string> LastLines()
    {
        string output = _outputs.LastOrDefault(output => output.Stream is not null && output.Name == "stdout")?.Stream!.LatestLine ?? "";
        string error = _outputs.LastOrDefault(output => output.Stream is not null && output.Name == "stderr")?.Stream!.ToString() ?? "";
        return [.. error.Split('\n').Take(ErrorLines).Prepend(output)
            .Select(line => scrubber.Scrub(line.Trim())).Where(line => line.Length > 0)];
    }

    public JsonArray ToJson(int executionCount)
    {
        var json = new JsonArray();
        foreach (Output output in _outputs)
            json.Add((JsonNode)ToJson(output, executionCount));
        if (Error is { } error)
        {
            json.Add((JsonNode)new JsonObject
            {
                ["output_type"] = "error",
                ["ename"] = error.Name,
                ["evalue"] = error.Message,
                ["traceback"] = new JsonArray([.. error.Traceback.Select(line => JsonValue.Create(line))]),
            });
        }
        return json;
    }

    private TerminalText Open(string name)
    {
        var text = new TerminalText();
        _outputs.Add(new Output("stream", name, Stream: text));
        return text;
    }

    private JsonObject ToJson(Output output, int executionCount)
    {
        var json = new JsonObject { ["output_type"] = output.Type };
        if (output.Stream is { } stream)
        {
            json["name"] = output.Name;
            json["text"] = MultilineText.Split(scrubber.Scrub(stream.ToString()));
            return json;
        }
        if (output.Type == "execute_result")
            json["execution_count"] = executionCount;
        json["metadata"] = new JsonObject();
        var data = new JsonObject();
        foreach ((string mimeType, JsonNode? value) in output.Data!)
            data[mimeType] = IsLines(mimeType) && value is JsonValue text
                ? MultilineText.Split(text.GetValue<string>())
                : value?.DeepClone();
        json["data"] = data;
        return json;
    }

    private static bool IsLines(string mimeType) =>
        mimeType.StartsWith("text/", StringComparison.Ordinal) || mimeType is "application/javascript" or "image/svg+xml";

    private sealed record Output(string Type, string Name, JsonObject? Data = null, TerminalText? Stream = null);
}
