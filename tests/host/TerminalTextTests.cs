using FsCheck.Xunit;
using VanishingGradients.Host.Execution;

namespace VanishingGradients.Host;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("1%\r50%\r100%\ndone", "100%\ndone")]
    [InlineData("long line\rab", "abng line")]
    [InlineData("a\r\nb\r\n", "a\nb\n")]
    [InlineData("long line\r\u001b[Kab", "ab")]
    [InlineData("long line\r\u001b[2Kab", "ab")]
    [InlineData("\u001b[31mred\u001b[0m", "\u001b[31mred\u001b[0m")]
    public void Append_text_keeps_what_a_terminal_finally_shows(string text, string expected)
    {
        Assert.Equal(expected, Read([text]).ToString());
        Assert.Equal(expected, Read([.. text.Select(letter => letter.ToString())]).ToString());
    }

    [Fact]
    public void LatestLine_after_a_progress_line_is_that_line() => Assert.Equal("step 2", Read(["start\nstep 1\rstep 2\r"]).LatestLine);

    [Property]
    public void Append_plain_lines_changes_nothing(int[] numbers)
    {
        string text = string.Join('\n', numbers);
        Assert.Equal(text, Read([text]).ToString());
    }

    private static TerminalText Read(string[] pieces)
    {
        var text = new TerminalText();
        foreach (string piece in pieces)
            text.Append(piece);
        return text;
    }
}
