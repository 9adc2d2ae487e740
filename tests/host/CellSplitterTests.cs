using VanishingGradients.Host.Engine;

namespace VanishingGradients.Host;

public sealed class CellSplitterTests
{
    [Fact]
    public void Split_mixed_cell_gives_each_language_with_its_first_line()
    {
        var segments = CellSplitter.Split("var a = 1;\n#!html\n<b>x</b>\n#!c#\na\n#!import \"b.csx\"\na + 1", "csharp");
        Assert.Equal(
            [
                new Segment("csharp", "var a = 1;", 1),
                new Segment("html", "<b>x</b>", 3),
                new Segment("csharp", "a", 5),
                new Segment("import", "b.csx", 6),
                new Segment("csharp", "a + 1", 7),
            ],
            segments);
    }

    [Theory]
    [InlineData("1\n#!fsharp\nlet x = 1", "#!fsharp is not supported", 2)]
    [InlineData("#!time", "#!time is not supported", 1)]
    [InlineData("#!import", "#!import needs a file", 1)]
    [InlineData("#!html <b>x</b>", "#!html stands alone", 1)]
    public void Split_unusable_directive_says_so_with_its_line(string cell, string message, int line)
    {
        var failure = Assert.Throws<CellFailure>(() => CellSplitter.Split(cell, "csharp"));
        Assert.StartsWith(message, failure.Message);
        Assert.Equal(line, failure.Error.Line);
    }

    [Fact]
    public void Split_unknown_directive_lists_those_supported()
    {
        var failure = Assert.Throws<CellFailure>(() => CellSplitter.Split("#!mermaid", "csharp"));
        Assert.All(
            (string[])["#!csharp", "#!html", "#!markdown", "#!javascript", "#!import"],
            known => Assert.Contains(known, failure.Message));
    }

    [Fact]
    public void Split_cell_of_an_unknown_language_says_so() =>
        Assert.Contains("'pwsh'", Assert.Throws<CellFailure>(() => CellSplitter.Split("ls", "pwsh")).Message);

    [Fact]
    public void Split_interpreter_line_in_a_text_is_no_directive() =>
        Assert.Equal("markdown", Assert.Single(CellSplitter.Split("```\n#!/bin/sh\n```", "markdown")).Language);
}
