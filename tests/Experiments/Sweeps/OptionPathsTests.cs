using System.Text.Json.Nodes;

namespace VanishingGradients.Experiments.Sweeps;

public sealed class OptionPathsTests
{
    [Fact]
    public void Varying_nested_options_names_only_what_differs()
    {
        var varying = OptionPaths.Varying(
            [Parse("""{"stages":[{"epochs":5,"share":0.1}],"hidden":[250,100],"lr":1,"seed":1}"""), Parse("""{"stages":[{"epochs":5}],"hidden":[250],"lr":1,"seed":2}""")],
            except: ["seed"]);

        Assert.Equal(["stages[0].share 0.1", "hidden [250,100]"], varying[0].Select(value => $"{value.Key} {value.Value!.ToJsonString()}"));
        Assert.Equal(["hidden [250]"], varying[1].Select(value => $"{value.Key} {value.Value!.ToJsonString()}"));
    }

    [Theory]
    [InlineData("""{"a":{"b":[{"c":1}]}}""", """{"a":{"b":[{"c":2}]}}""", "a.b[0].c is 1 there and 2 here")]
    [InlineData("""{"a":1}""", """{"a":1,"b":null}""", "b is missing there and null here")]
    [InlineData("""{"a":1,"b":[]}""", """{"b":[],"a":1}""", null)]
    public void Difference_names_the_first_path(string one, string other, string? expected) =>
        Assert.Equal(expected, OptionPaths.Difference(Parse(one), Parse(other)));

    private static JsonNode Parse(string json) => JsonNode.Parse(json)!;
}
