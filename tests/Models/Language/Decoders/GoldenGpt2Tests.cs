using VanishingGradients.Golden;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.Decoders;

/// <summary>GPT-2 models against Hugging Face's: whole, left-padded and right-padded batches, and with a cache.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenGpt2Tests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Folders => [.. GoldenData.GoldenFolders("gpt2")];

    public static TheoryData<string, string> Sets => [.. GoldenData.GoldenSets("gpt2")];

    [Theory]
    [MemberData(nameof(Sets))]
    public void HiddenStates_loadedFolder_logitsLossAndGradientsEqualHuggingFace(string name, string set)
    {
        using var scope = NewDisposeScope();
        var (reference, model) = Open(name);
        using var owner = reference;
        using var rows = new TokenRows(reference[$"{set}.input_ids"], reference[$"{set}.attention_mask"]);
        var hidden = model.HiddenStates(rows);
        var logits = model.Project(hidden);
        var labels = reference[$"{set}.labels"].narrow(1, 1, rows.Length - 1);
        var scores = nn.functional.log_softmax(logits.narrow(1, 0, rows.Length - 1), -1);
        var loss = nn.functional.nll_loss(scores.flatten(0, 1), labels.flatten());
        loss.backward();

        NearWhereToken($"{set}.logits", logits);
        NearWhereToken($"{set}.hidden.{model.Options.Layers}", hidden);
        var chosen = scores.gather(2, labels.clamp(min: 0).unsqueeze(2)).squeeze(2).masked_fill(labels.lt(0), 0);
        reference.Near($"{set}.sum_label_logprobs", chosen.sum(1), Tolerance);
        Assert.Equal(1, loss.item<float>() / reference.Number($"{set}.loss"), Tolerance);
        var gradients = model.named_parameters().ToDictionary(parameter => parameter.name, parameter => parameter.parameter.grad!);
        var total = Math.Sqrt(gradients.Values.Sum(gradient => gradient.square().sum().item<float>()));
        Assert.Equal(1, total / reference.Number($"{set}.grad_norm_total"), Tolerance);
        var norms = reference.NumbersByName($"{set}.grad_norms");
        Assert.Equal(norms.Keys.Order(), gradients.Keys.Order());
        Assert.All(norms, norm => Assert.Equal(1, gradients[norm.Key].norm().item<float>() / norm.Value, Tolerance));
        Assert.All(reference.NamesAfter($"{set}.grad."), grad => reference.Near($"{set}.grad.{grad}", gradients[grad], Tolerance));

        // What a padded position holds is an accident.
        void NearWhereToken(string tensor, Tensor actual) =>
            reference.Near(tensor, where(rows.Mask.ne(0).unsqueeze(2), actual, reference[tensor]), Tolerance);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Advance_tokenByToken_logitsEqualHuggingFace(string name)
    {
        using var scope = NewDisposeScope();
        var (reference, model) = Open(name);
        using var owner = reference;
        string[] caches = [.. reference.NamesAfter("cache")];
        string[] sets = [.. caches.Where(cache => cache.EndsWith(".step_logits", StringComparison.Ordinal)).Select(cache => cache.Split('.')[0])];
        Assert.NotEmpty(sets);
        Assert.All(sets, set =>
        {
            var (ids, mask) = (reference[$"{set}.input_ids"], reference[$"{set}.attention_mask"]);
            var expected = $"cache{set}.step_logits";
            if (caches.Contains($"{set}.forced_ids"))
            {
                Steps(expected, new TokenRows(ids, mask), reference[$"cache{set}.forced_ids"]);
                return;
            }

            // The last of the set's own ids come one by one, after as many as leave a step for each.
            var prompt = ids.shape[1] + 1 - reference[expected].shape[1];
            Steps(expected, new TokenRows(ids.narrow(1, 0, prompt), mask.narrow(1, 0, prompt)), ids.narrow(1, prompt, ids.shape[1] - prompt));
        });

        void Steps(string expected, TokenRows prompts, Tensor forced)
        {
            using var state = model.Start(prompts);
            List<Tensor> steps = [state.Logits.clone()];
            for (var step = 0; step < forced.shape[1]; step++)
            {
                model.Advance(state, forced.select(1, step));
                steps.Add(state.Logits.clone());
            }

            reference.Near(expected, stack([.. steps], 1), Tolerance);
        }
    }

    private static (GoldenReference Reference, Gpt2 Model) Open(string name)
    {
        var folder = GoldenData.GoldenFolder(name);
        return (new GoldenReference(folder), Gpt2.Load(folder));
    }
}
