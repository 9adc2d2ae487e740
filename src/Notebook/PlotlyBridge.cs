using System.Text.Json;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace VanishingGradients.Notebook;

/// <summary>The only place that touches Plotly.NET. Its methods take and return base-library types, so that they can be called across
/// load contexts.</summary>
internal static class PlotlyBridge
{
    /// <summary>Draws a chart.</summary>
    /// <param name="description">JSON with "traces" (see <see cref="Trace.ToJson"/>) and "layout".</param>
    /// <returns>The figure as plotly JSON: "data" and "layout".</returns>
    public static string Draw(string description)
    {
        using var document = JsonDocument.Parse(description);
        var charts = document.RootElement.GetProperty("traces").EnumerateArray().Select(ToChart).ToArray();
        var layout = new Layout();
        CopyProperties(document.RootElement.GetProperty("layout"), layout);
        return GenericChart.toFigureJson(GenericChart.setLayout(layout, Chart.Combine(charts)));
    }

    /// <summary>The plotly.js that Plotly.NET carries, as JavaScript text in UTF-8.</summary>
    public static byte[] Library()
    {
        var assembly = typeof(GenericChart).Assembly;
        var name = assembly.GetManifestResourceNames().Single(name => name.EndsWith(".min.js", StringComparison.Ordinal));
        using var resource = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }

    private static GenericChart ToChart(JsonElement trace)
    {
        var (x, y, z) = (Numbers(trace.GetProperty("x")), Numbers(trace.GetProperty("y")), trace.GetProperty("z"));
        var columns = new Optional<IEnumerable<string>>(Texts(trace.GetProperty("columns")), true);
        var rows = new Optional<IEnumerable<string>>(Texts(trace.GetProperty("rows")), true);
        var kind = trace.GetProperty("kind").GetString();
        var chart = kind switch
        {
            "scatter" => Chart.Scatter<double, double, string>(x, y, StyleParam.Mode.Lines, UseDefaults: false),
            "bar" => Chart.Column<double, string, string>(y, Keys: columns, UseDefaults: false),
            "heatmap" => Chart.Heatmap<double, string, string, string>(z.EnumerateArray().Select(Numbers), X: columns, Y: rows, UseDefaults: false),
            _ => throw new NotSupportedException($"Trace kind '{kind}' is not known."),
        };
        var made = GenericChart.getTraces(chart).Single();
        CopyProperties(trace.GetProperty("style"), made);
        // Plotly.NET writes NaN as the text "NaN"; a gap is null.
        if (x.Any(double.IsNaN))
            made.SetProperty("x", ToValue(trace.GetProperty("x")));
        if (y.Any(double.IsNaN))
            made.SetProperty("y", ToValue(trace.GetProperty("y")));
        if (z.EnumerateArray().Any(row => Numbers(row).Any(double.IsNaN)))
            made.SetProperty("z", ToValue(z));
        return chart;
    }

    private static double[] Numbers(JsonElement array)
        => [.. array.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Null ? double.NaN : item.GetDouble())];

    private static string[] Texts(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetString()!)];

    private static void CopyProperties(JsonElement source, DynamicObj.DynamicObj target)
    {
        foreach (var property in source.EnumerateObject())
            target.SetProperty(property.Name, ToValue(property.Value));
    }

    private static object? ToValue(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var made = new DynamicObj.DynamicObj();
                CopyProperties(element, made);
                return made;
            case JsonValueKind.Array:
                return element.EnumerateArray().Select(ToValue).ToArray();
            case JsonValueKind.String:
                return element.GetString();
            case JsonValueKind.Number:
                return element.TryGetInt64(out var whole) ? (object)whole : element.GetDouble();
            default:
                return element.ValueKind == JsonValueKind.Null ? null : element.GetBoolean();
        }
    }
}
