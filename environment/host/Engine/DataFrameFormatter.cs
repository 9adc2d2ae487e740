using System.Net;
using System.Text;
using Microsoft.DotNet.Interactive.Formatting;

namespace VanishingGradients.Host.Engine;

/// <summary>
/// Shows a <c>Microsoft.Data.Analysis.DataFrame</c> as a table. The host must not hold that assembly (the kit brings its own), so the type
/// is known by its name and read late-bound.
/// </summary>
internal static class DataFrameFormatter
{
    private const int RowsShown = 20;
    private const string TypeName = "Microsoft.Data.Analysis.DataFrame";

    /// <summary>Registers the formatter as soon as the assembly with that type is loaded.</summary>
    public static void RegisterWhenLoaded() => AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) =>
    {
        if (loaded.LoadedAssembly.GetName().Name != "Microsoft.Data.Analysis" || loaded.LoadedAssembly.GetType(TypeName) is not { } type)
            return;
        Formatter.Register(type, (frame, writer) => writer.Write(Html(frame)), "text/html");
        Formatter.Register(type, (frame, writer) => writer.Write(Summary(frame)), "text/plain");
    };

    private static string Html(dynamic frame)
    {
        var html = new StringBuilder("<table><thead><tr><th></th>");
        foreach (dynamic column in frame.Columns)
            html.Append("<th>").Append(Encode(column.Name)).Append("</th>");
        html.Append("</tr></thead><tbody>");
        long rows = frame.Rows.Count;
        for (long row = 0; row < Math.Min(rows, RowsShown); row++)
        {
            html.Append("<tr><td>").Append(row).Append("</td>");
            foreach (dynamic column in frame.Columns)
                html.Append("<td>").Append(Encode(column[row])).Append("</td>");
            html.Append("</tr>");
        }
        html.Append("</tbody></table>");
        if (rows > RowsShown)
            html.Append("<p>").Append(Summary(frame)).Append(", first ").Append(RowsShown).Append(" shown</p>");
        return html.ToString();
    }

    private static string Summary(dynamic frame) => $"{frame.Rows.Count} rows × {frame.Columns.Count} columns";

    private static string Encode(object? value) => WebUtility.HtmlEncode(value is null ? "" : FormattableString.Invariant($"{value}"));
}
