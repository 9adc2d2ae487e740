using VanishingGradients.Analysis.Gradients;
using VanishingGradients.Data;
using VanishingGradients.Golden;
using VanishingGradients.Models.Safetensors;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>No reference values of a DistilBERT are at hand: its body is a BERT whose token types are folded into the positions, and that
/// one has reference values; its head is small enough to be checked by its formula.</summary>
public sealed class DistilBertTests
{
    private static readonly DistilBertOptions Tiny = new()
    {
        Layers = 2,
        Hidden = 12,
        Heads = 3,
        FeedForward = 20,
        Vocabulary = 30,
        Positions = 9,
        Outputs = 4,
        InitialisationStd = 0.3,
    };

    public static TheoryData<string> Folders =>
        [.. from kind in new[] { "bert_cls", "bert_reg" } from folder in GoldenData.GoldenFolders(kind) select folder];

    [Fact]
    public void New_default_hasThePublishedShapesAndSize()
    {
        using var scope = NewDisposeScope();
        using var policy = Draw(new DistilBertOptions());
        var values = policy.state_dict();
        Assert.Equal([30522, 768], values["distilbert.embeddings.word_embeddings.weight"].shape);
        Assert.Equal([512, 768], values["distilbert.embeddings.position_embeddings.weight"].shape);
        Assert.Equal([3072, 768], values["distilbert.transformer.layer.5.ffn.lin1.weight"].shape);
        Assert.Equal([768], values["distilbert.transformer.layer.0.sa_layer_norm.bias"].shape);
        Assert.Equal([768, 768], values["pre_classifier.weight"].shape);
        Assert.Equal(66_955_010, values.Values.Sum(value => value.numel()));
        Assert.True(values["distilbert.transformer.layer.0.sa_layer_norm.weight"].eq(1).all().item<bool>());
        Assert.True(values["distilbert.embeddings.LayerNorm.weight"].eq(1).all().item<bool>());
        Assert.Equal(0, values["pre_classifier.bias"].abs().max().item<float>());
    }

    [Theory]
    [Trait("Category", "Golden")]
    [MemberData(nameof(Folders))]
    public void Forward_bodyOfABert_givesHuggingFacesHiddenStates(string name)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var reference = new GoldenReference(GoldenData.GoldenFolder(name));
        using var bert = Bert.Load(GoldenData.GoldenFolder(name));
        var options = bert.Options;
        var tensors = bert.state_dict();
        Dictionary<string, Tensor> distilled = [];
        foreach (var (each, value) in tensors)
        {
            if (Distilled(each) is { } renamed)
            {
                distilled[renamed] = value;
            }
        }

        // All tokens are of type 0, so that its embedding can be part of the positions'.
        distilled["distilbert.embeddings.position_embeddings.weight"] =
            tensors["bert.embeddings.position_embeddings.weight"] + tensors["bert.embeddings.token_type_embeddings.weight"][0];

        // relu(h + 8) - 8 = h, so that the head hands the first token's hidden state on.
        distilled["pre_classifier.weight"] = distilled["classifier.weight"] = eye(options.Hidden);
        distilled["pre_classifier.bias"] = full(options.Hidden, 8f);
        distilled["classifier.bias"] = full(options.Hidden, -8f);
        SafetensorsWriter.Write(folder["model.safetensors"], distilled);
        folder.Write("config.json", $$"""
            {"model_type":"distilbert","activation":"gelu","n_layers":{{options.Layers}},"dim":{{options.Hidden}},"n_heads":{{options.Heads}},
             "hidden_dim":{{options.FeedForward}},"vocab_size":{{options.Vocabulary}},"max_position_embeddings":{{options.Positions}},
             "id2label":{ {{string.Join(",", Enumerable.Range(0, options.Hidden).Select(i => $"\"{i}\":\"h{i}\""))}} } }
            """);

        using var policy = DistilBert.Load(folder.Path);
        foreach (var set in reference.Sets.Where(set => reference[$"{set}.token_type_ids"].max().item<long>() == 0))
        {
            var first = policy.call(stack([reference[$"{set}.input_ids"], reference[$"{set}.attention_mask"]], 1));
            var expected = reference[$"{set}.last_hidden_state"].select(1, 0);
            Assert.True(expected.abs().max().item<float>() < 8);
            Assert.True(first.allclose(expected, rtol: 0, atol: 2e-5));
        }
    }

    [Fact]
    public void Forward_head_isALayerOfTheReluOfALayer()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var policy = Draw(Tiny with { Outputs = 12 });
        var values = policy.state_dict();
        var inputs = Inputs(lengths: [4, 7]);
        var (weight, bias) = (values["pre_classifier.weight"], values["pre_classifier.bias"]);
        var (keptWeight, keptBias) = (weight.clone(), bias.clone());
        var classifier = values["classifier.weight"].clone();

        // First read the hidden state through a head that hands it on, then compare the real head with its formula.
        weight.copy_(eye(12));
        bias.fill_(8);
        values["classifier.weight"].copy_(eye(12));
        values["classifier.bias"].fill_(-8);
        var hidden = policy.call(inputs);
        weight.copy_(keptWeight);
        bias.copy_(keptBias);
        values["classifier.weight"].copy_(classifier);
        values["classifier.bias"].fill_(0.5);
        var before = hidden.mm(keptWeight.t()) + keptBias;
        Assert.True((before < 0).any().item<bool>());
        Assert.True(policy.call(inputs).allclose(before.clamp(min: 0).mm(classifier.t()) + 0.5, atol: 1e-4));
    }

    [Fact]
    public void Forward_padding_changesNoLogit()
    {
        using var scope = NewDisposeScope();
        using var policy = Draw(Tiny);
        var inputs = Inputs(lengths: [4, 7, 1]);
        var together = policy.call(inputs);
        Assert.Equal([3, 4], together.shape);
        foreach (var (input, length) in new[] { (0, 4), (1, 7), (2, 1) })
        {
            var alone = policy.call(inputs.narrow(0, input, 1).narrow(2, 0, length));
            Assert.True(alone[0].allclose(together[input], atol: 1e-5));
        }
    }

    [Theory]
    [InlineData(ScalarType.Int64, 3, 5)]
    [InlineData(ScalarType.Int64, 2, 10)]
    [InlineData(ScalarType.Float32, 2, 5)]
    public void Forward_otherShapeTypeOrLength_throws(ScalarType type, long rows, long length)
    {
        using var policy = Draw(Tiny);
        using var inputs = zeros([2, rows, length], dtype: type);
        Assert.Throws<ArgumentException>(() => policy.call(inputs));
    }

    [Fact]
    public void InputGradients_paddedBatch_equalTheLoopOfBackwardPasses()
    {
        using var policy = Draw(Tiny, ScalarType.Float64);
        using var inputs = new EnumerableInputs(Inputs(lengths: [4, 7]), new double[,] { { 1, 0, 2, 0 }, { 0, 3, 0, 1 } }, new double[,] { { 1, 0, 0, 0 }, { 0, 1, 0, 0 } });
        var fast = InputGradients.Of(policy, inputs).ToArray();
        var expected = GradientLoop.Norms(
            policy, inputs.Inputs, (logits, i) => (nn.functional.softmax(logits, -1)[0] * inputs.Rewards[i]).sum());
        Assert.All(expected, (norm, i) => Assert.Equal(1, fast[i].ExpectedReward / norm, 1e-9));
    }

    /// <summary>DistilBERT's name of a parameter of BERT's body; null for the others.</summary>
    private static string? Distilled(string name)
    {
        if (name is "bert.embeddings.word_embeddings.weight" or "bert.embeddings.LayerNorm.weight" or "bert.embeddings.LayerNorm.bias")
        {
            return $"distil{name}";
        }

        const string Layers = "bert.encoder.layer.";
        return !name.StartsWith(Layers, StringComparison.Ordinal) ? null : ("distilbert.transformer.layer." + name[Layers.Length..])
            .Replace("attention.self.query", "attention.q_lin")
            .Replace("attention.self.key", "attention.k_lin")
            .Replace("attention.self.value", "attention.v_lin")
            .Replace("attention.output.dense", "attention.out_lin")
            .Replace("attention.output.LayerNorm", "sa_layer_norm")
            .Replace("intermediate.dense", "ffn.lin1")
            .Replace("output.dense", "ffn.lin2")
            .Replace("output.LayerNorm", "output_layer_norm");
    }

    private static DistilBert Draw(DistilBertOptions options, ScalarType type = ScalarType.Float32)
    {
        using var generator = new RandomStreams(1).Open(RandomStreams.Initialisation);
        return new DistilBert(options, generator, type);
    }

    /// <summary>Made-up inputs of 8 columns, the last one padding throughout.</summary>
    private static Tensor Inputs(params int[] lengths)
    {
        var values = new long[lengths.Length, 2, 8];
        for (var i = 0; i < lengths.Length; i++)
        {
            for (var t = 0; t < lengths[i]; t++)
            {
                (values[i, 0, t], values[i, 1, t]) = (1 + (5 * t + 3 * i) % 7, 1);
            }
        }

        return tensor(values);
    }
}
