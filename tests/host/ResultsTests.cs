using System.Text.Json.Nodes;
using VanishingGradients.Host.Notebooks;

namespace VanishingGradients.Host;

public sealed class ResultsTests(ResultsRun run) : IClassFixture<ResultsRun>
{
    [Fact]
    public void Run_notebook_that_is_right_succeeds()
    {
        Assert.True(run.Succeeded, run.Observer.Fault?.Message);
        Assert.Equal(run.Notebook.Cells.Count, run.Observer.Finished);
    }

    [Fact]
    public void Write_executed_notebook_satisfies_nbformat() => NotebookWriterTests.AssertValid(run.Output);

    [Theory]
    [InlineData("number", "42")]
    [InlineData("state", "42")]
    [InlineData("usings", "3")]
    [InlineData("null", "<null>")]
    [InlineData("cancellation", "True")]
    public void Run_trailing_expression_is_the_cells_result(string cell, string expected)
    {
        JsonObject output = Assert.Single(run.Outputs(cell));
        Assert.Equal("execute_result", output["output_type"]!.GetValue<string>());
        Assert.Equal(expected, Data(output, "text/plain"));
        Assert.Null(output["data"]!["text/html"]);
    }

    [Fact]
    public void Run_statement_shows_nothing() => Assert.Empty(run.Outputs("statement"));

    [Fact]
    public void Run_call_without_a_value_shows_only_what_it_wrote() =>
        Assert.Equal("stream", Assert.Single(run.Outputs("void"))["output_type"]!.GetValue<string>());

    [Fact]
    public void Run_object_result_has_html_without_style_rules_and_text()
    {
        JsonObject output = Assert.Single(run.Outputs("anonymous"));
        Assert.Contains("<td>Name</td>", Data(output, "text/html"));
        Assert.DoesNotContain("<style>", Data(output, "text/html"));
        Assert.Contains("Name: a", Data(output, "text/plain"));
    }

    [Fact]
    public void Display_helpers_show_each_value_in_its_type()
    {
        string[] shown = [.. run.Outputs("display")
            .Select(output => string.Join('|', output["data"]!.AsObject()
            .Select(pair => $"{pair.Key}={MultilineText.Join(pair.Value)}")))];
        Assert.Equal(
            ["text/plain=1", "text/plain=2", "text/html=<b>3</b>", "text/html=<i>4</i>", "text/html=<style>p { }</style>", "text/html=<script>x = 5</script>"],
            shown);
    }

    [Fact]
    public void Update_from_a_later_cell_replaces_what_was_shown()
    {
        Assert.Equal("new", Data(Assert.Single(run.Outputs("update")), "text/plain"));
        Assert.Empty(run.Outputs("updated"));
    }

    [Fact]
    public void DisplayTable_sequence_gives_html_and_csv()
    {
        JsonObject output = Assert.Single(run.Outputs("table"));
        Assert.Equal(["text/html", "text/plain"], output["data"]!.AsObject().Select(pair => pair.Key));
        Assert.Contains("0.5", Data(output, "text/plain"));
    }

    [Fact]
    public void Run_language_lines_show_their_text_as_that_language()
    {
        JsonObject[] outputs = run.Outputs("languages");
        Assert.Equal("**x**", Data(outputs[0], "text/markdown"));
        Assert.Equal("<p>y</p>", Data(outputs[1], "text/html"));
        Assert.Equal("<script>\nlet z;\n</script>", Data(outputs[2], "text/html"));
    }

    [Fact]
    public void Run_progress_line_is_kept_once_and_reported_as_it_moves()
    {
        Assert.Equal(["stdout: step 3", "stderr: warned"], run.Outputs("progress").Select(Stream));
        Assert.Contains("step 1", run.Observer.ProgressLines);
    }

    [Fact]
    public void Run_native_output_belongs_to_its_cell()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The cell calls the C library by its Unix name.");
        Assert.Equal(["stdout: from C\n"], run.Outputs("native").Select(Stream));
    }

    [Fact]
    public void Run_output_holds_no_machine_path_and_the_cell_sees_its_scale() =>
        Assert.Equal(["stdout: runs/1 smoke"], run.Outputs("place").Select(output => Stream(output).Replace('\\', '/')));

    [Fact]
    public void Run_value_with_its_own_formatters_gives_one_entry_for_each_that_writes()
    {
        JsonObject data = Assert.Single(run.Outputs("bundle"))["data"]!.AsObject();
        Assert.Equal(["text/html", "image/png", "application/vnd.plotly.v1+json", "text/plain"], data.Select(pair => pair.Key));
        Assert.Equal("iVBORw0=", data["image/png"]!.GetValue<string>());
        Assert.Equal(1, data["application/vnd.plotly.v1+json"]!["data"]![0]!.GetValue<int>());
    }

    [Fact]
    public void Run_value_with_ToHtml_uses_it() => Assert.Equal("<h1>r</h1>", Data(Assert.Single(run.Outputs("html")), "text/html"));

    [Fact]
    public void Run_kit_reference_loads_from_the_kit_folder_and_shows_data_frames()
    {
        JsonObject[] outputs = run.Outputs("kit");
        Assert.EndsWith(Path.Combine("artifacts", "kit", "TorchSharp.dll"), Stream(outputs[0]));
        Assert.Contains("<td>a&lt;b</td><td>0.5</td>", Data(outputs[1], "text/html"));
        Assert.Equal("1 rows × 2 columns", Data(outputs[1], "text/plain"));
    }

    [Fact]
    public void Run_token_stream_shows_each_prompt_in_a_place_of_its_own()
    {
        JsonObject[] outputs = run.Outputs("stream");
        Assert.Equal(["a a a a", "b b b b"], outputs.Select(output => Data(output, "text/plain")));
        Assert.All(outputs, output => Assert.StartsWith("<pre", Data(output, "text/html"), StringComparison.Ordinal));
    }

    private static string Data(JsonObject output, string mimeType) => MultilineText.Join(output["data"]![mimeType]);

    private static string Stream(JsonObject output) => $"{output["name"]!.GetValue<string>()}: {MultilineText.Join(output["text"])}";
}
