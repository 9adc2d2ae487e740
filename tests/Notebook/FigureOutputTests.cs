using System.Text;

namespace VanishingGradients.Notebook;

public sealed class FigureOutputTests
{
    [Fact]
    public void FigurePage_title_and_data_cannot_leave_their_element()
    {
        var figure = Figure.Lines(Series.Of("</script><b>", [1.0])).WithTitle("\"><script>");
        var html = FigurePage.Cell(figure.ToPlotlyJson(), figure.Title, [1, 2, 3]);
        Assert.Equal(1, html.Split("</script>").Length - 1);
        Assert.Contains("alt=\"&quot;&gt;&lt;script&gt;\"", html, StringComparison.Ordinal);
        Assert.Contains("src=\"data:image/png;base64,AQID\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void ClaimLibrary_second_figure_of_a_notebook_does_not_carry_it()
    {
        AppDomain.CurrentDomain.SetData("VanishingGradients.PlotlyJs", null);
        Assert.NotEqual("", FigurePage.ClaimLibrary());
        Assert.Equal("", FigurePage.ClaimLibrary());
        Assert.NotEqual("", FigurePage.ClaimLibrary(again: true));
    }

    [Fact]
    public void SaveHtml_page_carries_the_library_and_leaves_no_temporary_file()
    {
        using var folder = new TemporaryFolder();
        Figure.Lines(Series.Of("a", [1.0, 2.0])).SaveHtml(folder["figure.html"]);
        Assert.InRange(new FileInfo(folder["figure.html"]).Length, 1_000_000, 2_000_000);
        Assert.Equal(["figure.html"], folder.Files());
    }

    [Fact]
    public void Formatters_found_by_name_write_html_and_plotly_json()
    {
        var figure = Figure.Lines(Series.Of("a", [1.0, 2.0]));
        var attribute = typeof(Figure).GetCustomAttributes(inherit: false).Single(one => one.GetType().Name == "TypeFormatterSourceAttribute");
        var source = (Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!;
        var formatters = (IEnumerable<object>)source.GetMethod("CreateTypeFormatters")!.Invoke(Activator.CreateInstance(source), null)!;
        var json = formatters.Single(one => (string)one.GetType().GetProperty("MimeType")!.GetValue(one)! == "application/vnd.plotly.v1+json");
        var writer = new StringWriter();
        Assert.Equal(true, json.GetType().GetMethod("Format", [typeof(object), typeof(TextWriter)])!.Invoke(json, [figure, writer]));
        Assert.Equal(figure.ToPlotlyJson(), writer.ToString());
    }

    [Fact]
    public void SavePng_with_a_browser_draws_the_size_asked_for()
    {
        Assert.SkipUnless(StaticPicture.Wanted, "No Chromium on this machine draws static pictures.");
        using var folder = new TemporaryFolder();
        Figure.Lines(Series.Of("a", [1.0, 2.0])).WithSize(400, 300).SavePng(folder["figure.png"]);
        var png = File.ReadAllBytes(folder["figure.png"]);
        Assert.Equal("PNG", Encoding.ASCII.GetString(png, 1, 3));
        // Width and height in the header: 1.5 pixels for each pixel of the figure.
        Assert.Equal((600, 450), ((png[18] << 8) + png[19], (png[22] << 8) + png[23]));
    }

    [Fact]
    public void SavePng_browser_that_is_not_there_says_so_and_the_bundle_does_without()
    {
        var before = Environment.GetEnvironmentVariable("VG_CHROMIUM");
        Environment.SetEnvironmentVariable("VG_CHROMIUM", "no-such-browser");
        try
        {
            var figure = Figure.Lines(Series.Of("a", [1.0, 2.0]));
            Assert.Contains("'no-such-browser' could not be started", Assert.Throws<StaticPictureException>(() => figure.SavePng("never.png")).Message, StringComparison.Ordinal);
            var bundle = figure.ToBundle();
            Assert.Equal(["application/vnd.plotly.v1+json", "text/html", "text/plain"], bundle.Keys.Order(StringComparer.Ordinal));
        }
        finally
        {
            Environment.SetEnvironmentVariable("VG_CHROMIUM", before);
        }
    }

    [Fact]
    public void Public_members_of_the_floor_show_no_type_of_the_chart_assemblies()
    {
        var shown = typeof(Figure).Assembly.GetExportedTypes()
            .Where(type => type.Namespace == typeof(Figure).Namespace)
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType))
            .Select(type => type.Assembly.GetName().Name!)
            .Distinct();
        Assert.DoesNotContain(shown, name => name.StartsWith("FSharp", StringComparison.Ordinal) || name.StartsWith("Plotly", StringComparison.Ordinal));
    }
}
