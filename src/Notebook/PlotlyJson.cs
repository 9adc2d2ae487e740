using System.Text.Json;
using System.Text.Json.Nodes;

namespace VanishingGradients.Notebook;

/// <summary>Reads plotly JSON given from outside.</summary>
internal static class PlotlyJson
{
    /// <summary>Checks the text and finds its title.</summary>
    /// <exception cref="ArgumentException">The text is no JSON object with an array "data".</exception>
    public static (string Json, string? Title) Read(string json)
    {
        JsonNode? read;
        try
        {
            read = JsonNode.Parse(json);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The text is not JSON: {e.Message}", nameof(json), e);
        }

        if (read is not JsonObject figure || figure["data"] is not JsonArray)
            throw new ArgumentException(
                "The JSON is no plotly figure: an object with an array \"data\" and an object \"layout\" is expected.", nameof(json));
        if (figure["layout"] is not JsonObject layout)
            figure["layout"] = layout = [];
        var title = layout["title"] is JsonObject full ? full["text"] : layout["title"];
        return (figure.ToJsonString(), title is JsonValue text && text.GetValueKind() == JsonValueKind.String ? (string?)text : null);
    }
}
