using System.Text.Json;
using VanishingGradients.Golden;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.Decoders;

/// <summary>The 260 thousand parameter model of llama2.c, which writes stories, against its reference.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenLlamaTests
{
    private const double Tolerance = 1e-4;

    [Fact]
    public void HiddenStates_stories_logitsAndLikelihoodEqualTheReference()
    {
        using var scope = NewDisposeScope();
        using var reference = new GoldenReference(GoldenData.GoldenFolder("stories260K"));
        using var model = Llama2cFile.Read(Path.Combine(GoldenData.DataFolder("models"), "stories260K", "stories260K.bin"));
        foreach (var (test, index) in Cases(reference).Select((test, index) => (test, index)))
        {
            var ids = reference[$"case{index}.ids"].unsqueeze(0);
            var logits = model.Project(model.HiddenStates(new TokenRows(ids, ones_like(ids))));
            var prompt = test.GetProperty("prompt_ids").GetArrayLength();
            reference.Near($"case{index}.prompt_logits", logits[0].narrow(0, 0, prompt), Tolerance);
            reference.Near($"case{index}.last_logits", logits[0, -1], Tolerance);
            var loss = nn.functional.cross_entropy(logits[0].narrow(0, 0, ids.shape[1] - 1), ids[0].narrow(0, 1, ids.shape[1] - 1));
            Assert.Equal(1, loss.item<float>() / test.GetProperty("mean_nll_of_whole_sequence").GetDouble(), Tolerance);
        }
    }

    private static IEnumerable<JsonElement> Cases(GoldenReference reference) => reference.Json.GetProperty("cases").EnumerateArray();
}
