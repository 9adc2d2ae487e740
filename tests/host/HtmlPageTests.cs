using System.Text.Json.Nodes;
using VanishingGradients.Host.Notebooks;
using VanishingGradients.Host.Pages;

namespace VanishingGradients.Host;

public sealed class HtmlPageTests : IDisposable
{
    private readonly TestNotebook _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Write_code_cell_colours_tokens_and_escapes()
    {
        string page = await PageAsync(TestNotebook.CodeCell("a", "var a = new List<int>(); // 1 < 2\n\"<b>\" + 3"));
        Assert.Contains("<span class=\"k\">var</span> a = <span class=\"k\">new</span> List&lt;<span class=\"k\">int</span>&gt;()", page);
        Assert.Contains("<span class=\"c\">// 1 &lt; 2</span>", page);
        Assert.Contains("<span class=\"s\">&quot;&lt;b&gt;&quot;</span> + <span class=\"n\">3</span>", page);
    }

    [Fact]
    public async Task Write_outputs_prefers_html_then_picture_then_text_and_keeps_scripts_in_order()
    {
        string page = await PageAsync(WithOutputs(
            Display(("text/plain", "p1"), ("text/html", "<script>one()</script>")),
            Display(("text/plain", "p2"), ("image/png", "iVBORw0=")),
            Display(("text/plain", "p<3>")),
            Display(("text/html", "<script>two()</script>"))));

        string[] expected = ["<script>one()</script>", "src=\"data:image/png;base64,iVBORw0=\"", "<pre>p&lt;3&gt;</pre>", "<script>two()</script>"];
        int[] positions = [.. expected.Select(text => page.IndexOf(text, StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, positions);
        Assert.Equal(positions.Order(), positions);
        Assert.DoesNotContain("p1", page);
    }

    [Fact]
    public async Task Write_failed_cell_shows_the_error()
    {
        string page = await PageAsync(WithOutputs(new JsonObject
        {
            ["output_type"] = "error",
            ["ename"] = "FormatException",
            ["evalue"] = "bad <thing>",
            ["traceback"] = new JsonArray("System.FormatException: bad <thing>", "   at cell 1, line 2"),
        }));
        Assert.Contains("<section class=\"code failed\"", page);
        Assert.Contains("<pre class=\"error\">System.FormatException: bad &lt;thing&gt;\n   at cell 1, line 2</pre>", page);
    }

    [Fact]
    public async Task Write_markdown_renders_tables_and_links_pages_to_pages()
    {
        string page = await PageAsync(TestNotebook.MarkdownCell("a",
            "# The title\n\n| a |\n|---|\n| 1 |\n\n[next](02-next.ipynb) [far](https://example.org/x.ipynb)"));
        Assert.Contains("<title>The title</title>", page);
        Assert.Contains("<td>1</td>", page);
        Assert.Contains("href=\"02-next.html\"", page);
        Assert.Contains("href=\"https://example.org/x.ipynb\"", page);
    }

    [Fact]
    public async Task Write_formulas_embeds_the_math_script_once_and_only_where_needed()
    {
        string with = await PageAsync(TestNotebook.MarkdownCell("a", "Inline $a_1 < b$ and\n\n$$c^2$$"));
        string without = await PageAsync(TestNotebook.MarkdownCell("a", "costs 5$ and 6$ or `$x$`"));

        Assert.Contains("<span class=\"math\">\\(a_1 &lt; b\\)</span>", with);
        Assert.Contains("display\">\\(c^2\\)</span>", with);
        Assert.Equal(2, with.Split("MATH SCRIPT").Length);
        Assert.DoesNotContain("MATH SCRIPT", without);
    }

    [Fact]
    public async Task Write_page_loads_nothing_from_elsewhere()
    {
        string page = await PageAsync(TestNotebook.MarkdownCell("a", "text"), TestNotebook.CodeCell("b", "1"));
        Assert.DoesNotMatch("(src|href)=\"http", page);
        Assert.DoesNotContain("<link", page);
    }

    private static JsonObject WithOutputs(params JsonNode[] outputs)
    {
        JsonObject cell = TestNotebook.CodeCell("a", "1");
        cell["outputs"] = new JsonArray(outputs);
        return cell;
    }

    private static JsonObject Display(params (string MimeType, string Text)[] data) => new()
    {
        ["output_type"] = "display_data",
        ["metadata"] = new JsonObject(),
        ["data"] = new JsonObject(data.Select(entry => KeyValuePair.Create(entry.MimeType, (JsonNode?)entry.Text))),
    };

    private async Task<string> PageAsync(params JsonNode[] cells)
    {
        string path = Path.Combine(_files.Folder, "page.html");
        var notebook = NotebookReader.Parse(TestNotebook.Json(cells).ToJsonString(), "a");
        await HtmlPage.WriteAsync(notebook, path, () => Task.FromResult("MATH SCRIPT"));
        return File.ReadAllText(path);
    }
}
