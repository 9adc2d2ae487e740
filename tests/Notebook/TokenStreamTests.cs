using VanishingGradients.Text;
using VanishingGradients.Text.Generation;

namespace VanishingGradients.Notebook;

public sealed class TokenStreamTests
{
    private static readonly WordTokenizer Words = new(["a", "b", "c"]);

    private readonly StringWriter _output = new() { NewLine = "\n" };

    private static void Tell(TokenStream stream, int prompt, int id) => stream.Report(new GeneratedToken(prompt, id, 0));

    [Fact]
    public void Report_several_prompts_in_a_console_writes_them_one_below_the_other()
    {
        using (var stream = new TokenStream(Words, [[2], [3, 3]], new ConsoleSurface(_output)))
        {
            foreach (var (prompt, id) in new[] { (0, 2), (1, 3), (0, 4), (1, 4) })
                Tell(stream, prompt, id);
            Assert.Equal("a a c", _output.ToString());
            // The first has ended: the second gets a token where it has got none.
            Tell(stream, 1, 2);
            Assert.Equal("a a c\nb b b c a", _output.ToString());
        }

        Assert.Equal("a a c\nb b b c a\n", _output.ToString());
    }

    [Fact]
    public void Report_next_batch_in_a_console_ends_the_texts_of_the_one_before()
    {
        using (var stream = new TokenStream(Words, null, new ConsoleSurface(_output)))
        {
            foreach (var (prompt, id) in new[] { (0, 2), (1, 3), (0, 2), (1, 4), (2, 4), (2, 3) })
                Tell(stream, prompt, id);
        }

        Assert.Equal("a a\nb c\nc b\n", _output.ToString());
    }

    [Fact]
    public void Report_character_of_several_tokens_appears_when_it_is_whole()
    {
        var tokenizer = SmallVocabularies.Gpt2();
        using (var stream = new TokenStream(tokenizer, null, new ConsoleSurface(_output)))
        {
            foreach (var id in tokenizer.Encode("a語"))
            {
                Tell(stream, 0, id);
                Assert.DoesNotContain('\uFFFD', _output.ToString());
            }

            Tell(stream, 0, tokenizer.Special.End!.Value);
            Assert.Equal("a語", _output.ToString());
            // Half a character: shown as what it is when nothing follows.
            Tell(stream, 0, tokenizer.Encode("語")[0]);
        }

        Assert.Equal("a語\uFFFD\n", _output.ToString());
    }

    [Fact]
    public void Report_in_a_notebook_updates_a_place_for_each_prompt_five_times_a_second()
    {
        var clock = new SteppedClock();
        var places = new List<List<string>>();
        Action<object> Display(object value)
        {
            List<string> place = [value.ToString()!];
            places.Add(place);
            return next => place.Add(next.ToString()!);
        }

        using (var stream = new TokenStream(Words, null, new DisplaySurface(Display, clock)))
        {
            foreach (var (prompt, id, seconds) in new[] { (0, 2, 0), (1, 3, 0.1), (0, 3, 0.15), (1, 3, 0.25), (0, 4, 0.26) })
            {
                clock.Seconds = seconds;
                Tell(stream, prompt, id);
            }

            Assert.Equal([["a", "a b"], ["b"]], places);
        }

        Assert.Equal([["a", "a b", "a b c"], ["b", "b b"]], places);
    }

    [Fact]
    public void TokenText_html_is_escaped_and_keeps_line_breaks()
    {
        Assert.Contains(">a&lt;b\nc</pre>", new TokenText("a<b\nc").ToHtml(), StringComparison.Ordinal);
        Assert.Equal("a<b\nc", new TokenText("a<b\nc").ToString());
    }

    private sealed class SteppedClock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => (long)(Seconds * TimeSpan.TicksPerSecond);
    }
}
