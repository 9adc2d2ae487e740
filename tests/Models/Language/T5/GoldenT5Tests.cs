using System.Globalization;
using System.Text.RegularExpressions;
using VanishingGradients.Golden;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.T5;

/// <summary>T5 versions 1.0 and 1.1 against Hugging Face's.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenT5Tests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Folders => [.. GoldenData.GoldenFolders("t5_")];

    public static TheoryData<string, string> Sets => [.. GoldenData.GoldenSets("t5_")];

    [Theory]
    [MemberData(nameof(Sets))]
    public void HiddenStates_loadedFolder_logitsLossAndGradientsEqualHuggingFace(string name, string set)
    {
        var folder = GoldenData.GoldenFolder(name);
        using var scope = NewDisposeScope();
        using var reference = new GoldenReference(folder);
        using var model = T5Model.Load(folder);
        var (prompts, completions) = (Prompts(reference, set), Completions(reference, set));
        var hidden = model.HiddenStates(prompts, completions);
        var logits = model.Project(hidden);
        var labels = reference[$"{set}.labels"];
        var loss = nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index: -100);
        loss.backward();

        reference.Near($"{set}.decoder_hidden.{model.Options.DecoderLayers}", hidden, Tolerance);
        reference.Near($"{set}.logits", logits, Tolerance);
        var chosen = logits.log_softmax(-1).gather(2, labels.clamp(min: 0).unsqueeze(2)).squeeze(2) * completions.Mask;
        reference.Near($"{set}.label_logprobs", chosen, Tolerance);
        Assert.Equal(1, loss.item<float>() / reference.Number($"{set}.loss"), Tolerance);
        var gradients = model.named_parameters().ToDictionary(parameter => parameter.name, parameter => parameter.parameter.grad!);
        var total = Math.Sqrt(gradients.Values.Sum(gradient => gradient.square().sum().item<float>()));
        Assert.Equal(1, total / reference.Number($"{set}.grad_norm_total"), Tolerance);
        var norms = reference.NumbersByName($"{set}.grad_norms");
        Assert.Equal(norms.Keys.Order(), gradients.Keys.Order());
        Assert.All(norms, norm => Assert.Equal(1, gradients[norm.Key].norm().item<float>() / norm.Value, Tolerance));
        Assert.NotEmpty(reference.NamesAfter($"{set}.grad."));
        Assert.All(reference.NamesAfter($"{set}.grad."), parameter =>
            reference.Near($"{set}.grad.{parameter}", gradients[parameter], Tolerance));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Encode_loadedFolder_equalsHuggingFaceWhereverThereIsAToken(string name, string set)
    {
        var folder = GoldenData.GoldenFolder(name);
        using var scope = NewDisposeScope();
        using var reference = new GoldenReference(folder);
        using var model = T5Model.Load(folder);
        var prompts = Prompts(reference, set);
        var missing = prompts.Mask.eq(0).unsqueeze(2);
        var expected = reference[$"{set}.encoder_last_hidden_state"];
        reference.Near($"{set}.encoder_last_hidden_state", where(missing, expected, model.Encode(prompts)), Tolerance);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Advance_tokenByToken_givesHuggingFacesLogits(string name)
    {
        var folder = GoldenData.GoldenFolder(name);
        using var scope = NewDisposeScope();
        using var reference = new GoldenReference(folder);
        using var model = T5Model.Load(folder);
        string[] caches = [.. reference.NamesAfter("cache")];
        Assert.NotEmpty(caches);
        foreach (var cache in caches)
        {
            var set = cache.Split('.')[0];
            var inputs = reference[$"{set}.decoder_input_ids"];
            using var state = model.Start(Prompts(reference, set));
            List<Tensor> logits = [state.Logits.clone()];
            for (var t = 1; t < inputs.shape[1]; t++)
            {
                model.Advance(state, inputs.select(1, t));
                logits.Add(state.Logits.clone());
            }

            reference.Near($"cache{cache}", stack(logits, 1), Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Advance_greedily_writesHuggingFacesTokens(string name)
    {
        var folder = GoldenData.GoldenFolder(name);
        using var scope = NewDisposeScope();
        using var reference = new GoldenReference(folder);
        using var model = T5Model.Load(folder);
        var greedy = reference.Json.GetProperty("generation").EnumerateArray().First(each => each.GetProperty("name").GetString() == "greedy");
        var sequences = greedy.GetProperty("sequences").EnumerateArray()
            .Select(row => row.EnumerateArray().Select(id => id.GetInt64()).ToArray()).ToArray();
        using var state = model.Start(Prompts(reference, "E"));
        for (var t = 1; t < sequences[0].Length; t++)
        {
            var best = state.Logits.argmax(-1);
            for (var row = 0; row < sequences.Length; row++)
            {
                // After the end of a sequence only padding follows.
                if (!sequences[row][1..t].Contains(model.Options.EndId))
                {
                    Assert.Equal(sequences[row][t], best[row].item<long>());
                }
            }

            model.Advance(state, best);
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Buckets_everyDistance_equalHuggingFaces(string name)
    {
        using var scope = NewDisposeScope();
        using var reference = new GoldenReference(GoldenData.GoldenFolder(name));
        var relative = reference["buckets.relative_position"];
        string[] cases = [.. reference.NamesAfter("buckets.").Where(each => each != "relative_position")];
        Assert.NotEmpty(cases);
        Assert.All(cases, each =>
        {
            var match = Regex.Match(each, @"^bidirectional([01])_n(\d+)_max(\d+)$");
            Assert.True(match.Success, each);
            int Part(int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
            Assert.True(RelativePositions.Buckets(relative, Part(1) == 1, Part(2), Part(3)).Equals(reference[$"buckets.{each}"]), each);
        });
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Bias_twelvePositions_equalsHuggingFaces(string name)
    {
        var folder = GoldenData.GoldenFolder(name);
        using var scope = NewDisposeScope();
        using var reference = new GoldenReference(folder);
        using var model = T5Model.Load(folder);
        reference.Near("position_bias.encoder_12x12", model.Encoder.Positions.Bias(0, 12, 12), Tolerance);
        reference.Near("position_bias.decoder_12x12", model.Decoder.Positions.Bias(0, 12, 12), Tolerance);
    }

    private static TokenRows Prompts(GoldenReference reference, string set) =>
        new(reference[$"{set}.input_ids"], reference[$"{set}.attention_mask"]);

    private static TokenRows Completions(GoldenReference reference, string set)
    {
        var labels = reference[$"{set}.labels"];
        return new TokenRows(labels, labels.ne(-100).to(ScalarType.Int64));
    }
}
