namespace VanishingGradients.Models.HuggingFace;

public sealed class ModelConfigTests
{
    [Fact]
    public void Properties_absentOrNull_haveTheDefaultOrAreNamed()
    {
        var config = Read("""{"a":null}""");
        Assert.Equal(7, config.Int("a", 7));
        Assert.Equal(0.5, config.Number("b", 0.5));
        Assert.True(config.Bool("b", true));
        Assert.Equal("x", config.Text("b", "x"));
        Assert.Equal(["LABEL_0", "LABEL_1"], config.Labels);
        foreach (var read in new Action[] { () => config.Int("a"), () => config.Number("a"), () => config.Text("a"), () => config.Expect("a", "x") })
        {
            Assert.Contains("'a' is missing", Assert.Throws<InvalidDataException>(read).Message);
        }
    }

    [Fact]
    public void Properties_ofAnotherKind_areNamed()
    {
        var config = Read("""{"a":1.5,"b":"x","id2label":3}""");
        Assert.Contains("'a' is 1.5; a whole number", Assert.Throws<InvalidDataException>(() => config.Int("a", 1)).Message);
        Assert.Contains("'b' is \"x\"; a number", Assert.Throws<InvalidDataException>(() => config.Number("b")).Message);
        Assert.Contains("'a' is 1.5; true or false", Assert.Throws<InvalidDataException>(() => config.Bool("a", true)).Message);
        Assert.Contains("'a' is 1.5; a text", Assert.Throws<InvalidDataException>(() => config.Text("a")).Message);
        Assert.Contains("'id2label' is 3", Assert.Throws<InvalidDataException>(() => config.Labels).Message);
    }

    [Fact]
    public void Labels_areInTheOrderOfTheOutputs()
    {
        Assert.Equal(["neg", "pos"], Read("""{"id2label":{"1":"pos","0":"neg"}}""").Labels);
        Assert.Contains("'1' is missing", Assert.Throws<InvalidDataException>(() => Read("""{"id2label":{"0":"a","2":"b"}}""").Labels).Message);
    }

    [Fact]
    public void Ints_oneSeveralOrNone_areAList()
    {
        var config = Read("""{"one":3,"two":[4,5],"none":null,"bad":["x"]}""");
        Assert.Equal([[3], [4, 5], []], new[] { config.Ints("one"), config.Ints("two"), config.Ints("none") });
        Assert.Contains("'bad' is", Assert.Throws<InvalidDataException>(() => config.Ints("bad")).Message);
    }

    [Fact]
    public void Section_errorWithin_namesFileAndBothProperties()
    {
        var config = Read("""{"outer":{"inner":"x"},"text":"y"}""");
        var message = Assert.Throws<InvalidDataException>(() => config.Section("outer")!.Int("inner")).Message;
        Assert.Contains("config.json': 'outer': 'inner' is \"x\"", message);
        Assert.Null(config.Section("absent"));
        Assert.Contains("'text' is \"y\"; an object", Assert.Throws<InvalidDataException>(() => config.Section("text")).Message);
    }

    [Fact]
    public void Choose_otherText_namesTheSupportedOnes()
    {
        var choices = new Dictionary<string, int> { ["relu"] = 1, ["gelu"] = 2 };
        Assert.Equal(2, Read("""{"act":"gelu"}""").Choose("act", "relu", choices));
        Assert.Equal(1, Read("{}").Choose("act", "relu", choices));
        var message = Assert.Throws<InvalidDataException>(() => Read("""{"act":"silu"}""").Choose("act", "relu", choices)).Message;
        Assert.Contains("'act' is 'silu'; 'relu' or 'gelu' is expected", message);
    }

    private static ModelConfig Read(string json)
    {
        using var folder = new TemporaryFolder();
        return ModelConfig.Read(folder.Write("config.json", json));
    }
}
