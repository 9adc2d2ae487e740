using System.Text;
using VanishingGradients.Torch;

namespace VanishingGradients.Notebook;

/// <content>How a figure leaves the process.</content>
public sealed partial class Figure
{
    /// <summary>Brings plotly.js to the page. Optional: the first figure does so otherwise.</summary>
    /// <remarks>Run it as the last expression of a cell after re-running the cell that held the first figure: a page keeps one
    /// copy.</remarks>
    /// <returns>An object that shows as a short sentence and carries the library.</returns>
    public static FigureLibrary Load() => new();

    /// <summary>The figure as plotly JSON: "data" and "layout".</summary>
    public string ToPlotlyJson() => _json.Value;

    /// <summary>HTML for a notebook cell: the chart, over its static picture where there is one.</summary>
    /// <remarks>The first figure of a notebook carries plotly.js (1.4 MB); later ones wait for it and say so if it does not come.</remarks>
    public string ToHtml() => _html.Value;

    /// <summary>All forms by MIME type: plotly JSON, HTML, plain text and, where a Chromium is found, a PNG in base64.</summary>
    public IReadOnlyDictionary<string, string> ToBundle()
    {
        var bundle = new Dictionary<string, string>
        {
            ["application/vnd.plotly.v1+json"] = ToPlotlyJson(),
            ["text/html"] = ToHtml(),
            ["text/plain"] = ToString(),
        };
        if (_picture.Value is { } png)
            bundle["image/png"] = Convert.ToBase64String(png);
        return bundle;
    }

    /// <summary>Saves the figure as a web page that needs no network.</summary>
    /// <param name="path">Where to; an existing file is replaced.</param>
    public void SaveHtml(string path)
    {
        var page = FigurePage.Whole(Title ?? "Figure", FigurePage.Library() + FigurePage.Cell(ToPlotlyJson(), Title, null));
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(page)));
    }

    /// <summary>Saves the figure as a picture, 1.5 pixels for each pixel of the figure.</summary>
    /// <remarks>
    /// A Chromium draws it: the one that the environment variable VG_CHROMIUM names, else <c>chromium</c>, <c>chromium-browser</c>,
    /// <c>google-chrome</c> or <c>chrome</c> on the PATH.
    /// </remarks>
    /// <param name="path">Where to; an existing file is replaced.</param>
    /// <exception cref="StaticPictureException">No Chromium was found, or it made no picture.</exception>
    public void SavePng(string path)
    {
        var png = StaticPicture.Draw(ToPlotlyJson());
        AtomicFile.Write(path, stream => stream.Write(png));
    }

    /// <summary>The title and the names of the series.</summary>
    public override string ToString()
        => $"Figure{(Title is null ? "" : $" \"{Title}\"")}{(_plan is { Names.Count: > 0 } plan ? ": " + string.Join(", ", plan.Names) : "")}";

    private string MakeHtml() => FigurePage.ClaimLibrary() + FigurePage.Cell(ToPlotlyJson(), Title, _picture.Value);

    private byte[]? MakePicture()
    {
        if (!StaticPicture.Wanted)
            return null;
        try
        {
            return StaticPicture.Draw(ToPlotlyJson());
        }
        catch (StaticPictureException)
        {
            // The other forms of the figure do without it.
            return null;
        }
    }
}
