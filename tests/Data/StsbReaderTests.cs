using System.Text;

namespace VanishingGradients.Data;

public sealed class StsbReaderTests
{
    private const string Good = "news\tfile\t2012\t0001\t3.800\tA man \"plays\".\tHe said \"no.\n";

    [Fact]
    public void Read_quotes_further_fields_and_line_ends_are_as_written()
    {
        var pairs = Read(Good + "a\tb\tc\td\t0.5\tone\u0085two\tthree\thttp://source\tother\r\n" + "a\tb\tc\td\t2.5\tfour\tfive");
        Assert.Equal(
            [new("A man \"plays\".", "He said \"no.", 3.8), new("one\u0085two", "three", 0.5), new("four", "five", 2.5)], pairs.Pairs);
        Assert.Equal("here", pairs.Source);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.5", 0)]
    [InlineData("1.5", 2)]
    [InlineData("2.5", 2)]
    [InlineData("3.501", 4)]
    [InlineData("4.5", 4)]
    [InlineData("5.000", 5)]
    public void Labels_halves_go_to_the_even_number(string similarity, int label) =>
        Assert.Equal([label], Read($"a\tb\tc\td\t{similarity}\tone\ttwo\n").Labels());

    [Theory]
    [InlineData("", "at least one line")]
    [InlineData("a\tb\tc\td\t1\tone\n", "at least 7 fields in line 1")]
    [InlineData(Good + "\n" + Good, "at least 7 fields in line 2")]
    [InlineData("a\tb\tc\td\tnone\tone\ttwo\n", "a similarity from 0 to 5 in line 1")]
    [InlineData("a\tb\tc\td\t5.1\tone\ttwo\n", "a similarity from 0 to 5 in line 1")]
    [InlineData("a\tb\tc\td\tNaN\tone\ttwo\n", "a similarity from 0 to 5 in line 1")]
    [InlineData(Good + "a\tb\tc\td\t1\tone\t\n", "two sentences in line 2")]
    public void Read_malformed_line_is_named(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<DataIntegrityException>(() => Read(text)).Expected);

    [Fact]
    public void Read_bytes_that_are_no_text_are_refused() =>
        Assert.Throws<DataIntegrityException>(() => StsbReader.Read("sample", new("pairs", [0xFF, 0xFE, 0x09], "here")));

    private static SentencePairs Read(string text) => StsbReader.Read("sample", new("pairs", Encoding.UTF8.GetBytes(text), "here"));
}
