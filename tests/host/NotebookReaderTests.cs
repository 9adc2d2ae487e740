using VanishingGradients.Host.Notebooks;

namespace VanishingGradients.Host;

public sealed class NotebookReaderTests
{
    [Fact]
    public void Parse_truncated_json_names_file_and_position()
    {
        var error = Assert.Throws<NotebookFormatException>(() => NotebookReader.Parse("{\n \"cells\": [", "a.ipynb"));
        Assert.StartsWith("a.ipynb: not valid JSON at line 2, column", error.Message);
    }

    [Theory]
    [InlineData("[1]", "a notebook is a JSON object")]
    [InlineData("{\"cells\": []}", "\"nbformat\" is missing")]
    [InlineData("{\"nbformat\": 3, \"worksheets\": []}", "nbformat is 3, expected 4")]
    [InlineData("{\"nbformat\": 4, \"metadata\": {}}", "\"cells\" is missing")]
    [InlineData("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"heading\"}]}", "cell 1: \"cell_type\" must be")]
    [InlineData("{\"nbformat\": \"4\", \"cells\": []}", "value of the wrong kind")]
    [InlineData("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"raw\", \"source\": [1]}]}", "value of the wrong kind")]
    public void Parse_malformed_notebook_says_what_is_wrong(string text, string expected)
    {
        var error = Assert.Throws<NotebookFormatException>(() => NotebookReader.Parse(text, "a.ipynb"));
        Assert.StartsWith("a.ipynb", error.Message);
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void Parse_notebook_without_ids_gives_each_cell_the_same_id_every_time()
    {
        const string text = """{"nbformat": 4, "nbformat_minor": 2, "cells": [{"cell_type": "raw", "source": "x"}, {"cell_type": "raw", "source": "x"}]}""";
        string[] first = Ids(), second = Ids();

        Assert.Equal(first, second);
        Assert.Equal(2, first.Distinct().Count());
        Assert.All(first, id => Assert.Matches("^[0-9a-f]{8}$", id));

        string[] Ids() => [.. NotebookReader.Parse(text, "a").Json["cells"]!.AsArray().Select(cell => cell!["id"]!.GetValue<string>())];
    }

    [Fact]
    public void Language_of_a_cell_comes_from_its_metadata()
    {
        const string text = """
            {"nbformat": 4, "cells": [
              {"cell_type": "code", "source": "", "metadata": {"polyglot_notebook": {"kernelName": "html"}}},
              {"cell_type": "code", "source": "", "metadata": {"dotnet_interactive": {"language": "markdown"}}},
              {"cell_type": "code", "source": ""}]}
            """;
        Assert.Equal(["html", "markdown", "csharp"], NotebookReader.Parse(text, "a").Cells.Select(cell => cell.Language));
    }
}
