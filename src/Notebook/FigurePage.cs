using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace VanishingGradients.Notebook;

/// <summary>The HTML and JavaScript around a figure.</summary>
/// <remarks>
/// Figures put a function into <c>window.vgCharts</c>; whenever plotly.js arrives on the page it calls those already there and
/// replaces the list by one that calls at once. So neither the order of the cells nor the time between them matters.
/// </remarks>
internal static class FigurePage
{
    private const string Key = "VanishingGradients.PlotlyJs";

    /// <summary>The library if no figure of this notebook has brought it yet, else nothing.</summary>
    /// <remarks>Kept in the AppDomain under "VanishingGradients.PlotlyJs", where a host that runs several notebooks resets it to
    /// null.</remarks>
    /// <param name="again">Whether to bring it in any case.</param>
    public static string ClaimLibrary(bool again = false)
    {
        if (!again && AppDomain.CurrentDomain.GetData(Key) is not null)
            return "";
        AppDomain.CurrentDomain.SetData(Key, "loaded");
        return Library();
    }

    /// <summary>plotly.js packed, and what unpacks it.</summary>
    public static string Library() =>
        // Run as a script with define, module and exports hidden: where a page has a module loader, plotly.js would register there.
        $$"""
        <script>
        (() => {
          const packed = "{{PlotlyLibrary.Base64}}";
          const ready = plotly => {
            const waiting = window.vgCharts || [];
            window.vgCharts = { push: draw => draw(plotly) };
            if (Array.isArray(waiting)) waiting.forEach(draw => draw(plotly));
          };
          if (window.Plotly) return ready(window.Plotly);
          const bytes = Uint8Array.from(atob(packed), letter => letter.charCodeAt(0));
          new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text().then(text => {
            const script = document.createElement("script");
            script.textContent = "(function(define, module, exports) {" + text + "\n}).call(window);";
            document.head.appendChild(script);
            ready(window.Plotly);
          });
        })();
        </script>

        """;

    /// <summary>One figure.</summary>
    /// <param name="json">Its plotly JSON.</param>
    /// <param name="title">Its title, for readers who cannot see the picture.</param>
    /// <param name="picture">Its static picture as PNG, shown until the chart is drawn and where no script runs.</param>
    public static string Cell(string json, string? title, byte[]? picture)
    {
        // The same chart has the same name, so that running a notebook again changes nothing in its file.
        var name = "vg-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..12];
        var text = WebUtility.HtmlEncode(title ?? "Figure");
        var still = picture is null
            ? $"<p>{text} (an interactive chart, drawn where scripts run)</p>"
            : $"""<img src="data:image/png;base64,{Convert.ToBase64String(picture)}" alt="{text}" style="max-width:100%">""";
        // "<" inside the JSON could end the script element.
        return $$"""
            <div class="{{name}}" style="background:#fff;color:#222;overflow-x:auto">{{still}}</div>
            <script>
            (() => {
              const figure = {{json.Replace("<", "\\u003c")}};
              const places = () => [...document.getElementsByClassName("{{name}}")];
              let drawn = false;
              (window.vgCharts = window.vgCharts || []).push(plotly => {
                drawn = true;
                for (const place of places()) {
                  if (!place.classList.contains("js-plotly-plot")) place.replaceChildren();
                  plotly.react(place, figure.data, figure.layout, { displaylogo: false });
                }
              });
              setTimeout(() => {
                if (drawn) return;
                for (const place of places()) {
                  if (place.querySelector(".vg-hint")) continue;
                  const hint = document.createElement("p");
                  hint.className = "vg-hint";
                  hint.textContent = "To make this chart interactive, run a cell with Figure.Load() in this notebook.";
                  place.append(hint);
                }
              }, 8000);
            })();
            </script>

            """;
    }

    /// <summary>A page of its own.</summary>
    public static string Whole(string title, string body) =>
        $$"""
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>{{WebUtility.HtmlEncode(title)}}</title></head>
        <body style="margin:16px;background:#fff">
        {{body}}
        </body>
        </html>

        """;
}
