using System.Globalization;
using System.Text.RegularExpressions;
using VanishingGradients.Golden;
using static TorchSharp.torch;

namespace VanishingGradients.Text;

/// <summary>Filters of logits, alone and one after the other, against Hugging Face's.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenDecodingTests
{
    private const string Input = "input_logits";

    public static TheoryData<string> Folders => [.. GoldenData.GoldenFolders("gpt2")];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Filter_everyCase_leavesWhatHuggingFaceLeaves(string name)
    {
        using var scope = NewDisposeScope();
        using var reference = new GoldenReference(GoldenData.GoldenFolder(name));
        var inputs = Rows(reference[$"warp.{Input}"]);
        string[] cases = [.. reference.NamesAfter("warp.").Where(each => each != Input)];
        Assert.NotEmpty(cases);
        Assert.All(cases, each =>
        {
            var options = Options(each);
            var expected = Rows(reference[$"warp.{each}"]);
            for (var row = 0; row < inputs.Length; row++)
            {
                var filtered = options.Filter(default, inputs[row]);
                if (each.EndsWith("_probs", StringComparison.Ordinal))
                {
                    var probabilities = TokenChoice.Probabilities(filtered);
                    Assert.Equal(expected[row].Select(value => value == 0), probabilities.Select(value => value == 0));
                    Assert.All(probabilities, (value, id) => Assert.Equal(expected[row][id], value, 1e-6));
                }
                else
                {
                    Assert.Equal(expected[row], filtered);
                }
            }
        });
    }

    private static DecodingOptions Options(string name)
    {
        // Such as top_k5, top_p0.9 or temp0.7_topk10_topp0.8_probs.
        var match = Regex.Match(name, @"^(?:temp(?<t>[\d.]+)_?)?(?:top_?k(?<k>\d+)_?)?(?:top_?p(?<p>[\d.]+))?(?:_probs)?$");
        Assert.True(match.Success && match.Groups.Values.Skip(1).Any(group => group.Success), $"'{name}' is no case that this test can read.");
        double? Number(string group) => match.Groups[group] is { Success: true } found ? double.Parse(found.ValueSpan, CultureInfo.InvariantCulture) : null;
        return new()
        {
            Temperature = Number("t") is { } temperature ? new(temperature) : null,
            TopK = Number("k") is { } count ? new((int)count) : null,
            TopP = Number("p") is { } mass ? new(mass) : null,
        };
    }

    private static double[][] Rows(Tensor values) =>
        [.. Enumerable.Range(0, (int)values.shape[0]).Select(row => values[row].to(ScalarType.Float64).data<double>().ToArray())];
}
