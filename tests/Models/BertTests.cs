using VanishingGradients.Analysis.Gradients;
using VanishingGradients.Data;
using VanishingGradients.Models.Safetensors;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Models;

public sealed class BertTests
{
    private static readonly BertOptions Tiny = new()
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

    [Fact]
    public void New_mini_hasThePapersShapeAndInitialisation()
    {
        using var scope = NewDisposeScope();
        using var policy = Draw(BertOptions.Mini);
        var values = policy.state_dict();
        Assert.Equal([30522, 256], values["bert.embeddings.word_embeddings.weight"].shape);
        Assert.Equal([1024, 256], values["bert.encoder.layer.3.intermediate.dense.weight"].shape);
        Assert.Equal([6, 256], values["classifier.weight"].shape);
        Assert.Equal(11_172_102, policy.Parameters.Count);
        Assert.Equal(0.02, values["bert.embeddings.word_embeddings.weight"].std().item<float>(), 1e-4);
        Assert.Equal(0.02, values["bert.encoder.layer.0.output.dense.weight"].std().item<float>(), 1e-4);
        Assert.Equal(0, values["bert.embeddings.word_embeddings.weight"][0].abs().max().item<float>());
        Assert.Equal(0, values["bert.encoder.layer.0.output.dense.bias"].abs().max().item<float>());
        Assert.True(values["bert.encoder.layer.0.output.LayerNorm.weight"].eq(1).all().item<bool>());
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

    [Fact]
    public void Forward_manyInputs_areInTheirOrderWithTheSameGradient()
    {
        using var scope = NewDisposeScope();
        using var policy = Draw(Tiny, ScalarType.Float64);
        var inputs = Inputs([.. Enumerable.Range(0, 70).Select(i => 1 + (i * 5 % 7))]);
        var together = policy.call(inputs);
        var alone = cat([.. inputs.split(1).Select(policy.call)]);
        Assert.True(together.allclose(alone, atol: 1e-12));
        var weights = arange(together.numel(), dtype: ScalarType.Float64).view(together.shape).sin();
        Assert.True(policy.Parameters.Gradient((policy.call(inputs) * weights).sum())
            .allclose(policy.Parameters.Gradient((cat([.. inputs.split(1).Select(policy.call)]) * weights).sum()), atol: 1e-12));
    }

    [Fact]
    public void Forward_inputWithoutToken_isFinite()
    {
        using var scope = NewDisposeScope();
        using var policy = Draw(Tiny);
        Assert.True(policy.call(Inputs(lengths: [0, 3])).isfinite().all().item<bool>());
        Assert.True(policy.call(Inputs(lengths: [0])).isfinite().all().item<bool>());
    }

    [Theory]
    [InlineData(ScalarType.Int64, 2, 5)]
    [InlineData(ScalarType.Int64, 3, 10)]
    [InlineData(ScalarType.Float32, 3, 5)]
    public void Forward_otherShapeTypeOrLength_throws(ScalarType type, long rows, long length)
    {
        using var policy = Draw(Tiny);
        using var inputs = zeros([2, rows, length], dtype: type);
        Assert.Throws<ArgumentException>(() => policy.call(inputs));
    }

    [Fact]
    public void New_badOption_namesIt()
    {
        Assert.Contains("Heads", Assert.Throws<ArgumentException>(() => Draw(Tiny with { Heads = 5 })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("Layers", () => Draw(Tiny with { Layers = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>("LayerNormEpsilon", () => Draw(Tiny with { LayerNormEpsilon = 0 }));
    }

    [Fact]
    public void InputGradients_paddedBatch_equalTheLoopOfBackwardPasses()
    {
        using var policy = Draw(Tiny, ScalarType.Float64);
        var rewards = new double[3, 4];
        var targets = new double[3, 4];
        for (var i = 0; i < 3; i++)
        {
            targets[i, i] = 1;
            for (var k = 0; k < 4; k++)
            {
                rewards[i, k] = Math.Sin(3 * i + k);
            }
        }

        using var inputs = new EnumerableInputs(Inputs(lengths: [4, 7, 1]), rewards, targets);
        var fast = InputGradients.Of(policy, inputs).ToArray();
        var expected = GradientLoop.Norms(
            policy, inputs.Inputs, (logits, i) => (nn.functional.softmax(logits, -1)[0] * inputs.Rewards[i]).sum());
        Assert.All(expected, (norm, i) => Assert.Equal(1, fast[i].ExpectedReward / norm, 1e-9));
        var supervised = GradientLoop.Norms(policy, inputs.Inputs, (logits, i) => nn.functional.log_softmax(logits, -1)[0, i]);
        Assert.All(supervised, (norm, i) => Assert.Equal(1, fast[i].Supervised / norm, 1e-9));
    }

    [Theory]
    [InlineData("{", "no configuration of a model")]
    [InlineData("[]", "no configuration of a model")]
    [InlineData("{\"model_type\":\"gpt2\"}", "'model_type' is 'gpt2'; 'bert' is expected")]
    [InlineData("{\"model_type\":\"bert\",\"hidden_act\":\"gelu\"}", "'num_hidden_layers' is missing")]
    [InlineData("{\"model_type\":\"bert\",\"hidden_act\":\"gelu\",\"num_hidden_layers\":\"two\"}", "'num_hidden_layers' is \"two\"; a whole number is expected")]
    public void Load_badConfiguration_saysFileAndProperty(string json, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("config.json", json);
        folder.Write("model.safetensors", "");
        var message = Assert.Throws<InvalidDataException>(() => Bert.Load(folder.Path)).Message;
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_weightsOfAnotherShape_listsThem()
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", """
            {"model_type":"bert","hidden_act":"gelu","num_hidden_layers":2,"hidden_size":12,"num_attention_heads":3,"intermediate_size":20,
             "vocab_size":31,"max_position_embeddings":9,"type_vocab_size":2,"layer_norm_eps":1e-12,"initializer_range":0.02,
             "id2label":{"0":"a","1":"b","2":"c"}}
            """);
        using var policy = Draw(Tiny);
        SafetensorsWriter.Write(folder["model.safetensors"], policy.state_dict());
        var message = Assert.Throws<SafetensorsException>(() => Bert.Load(folder.Path)).Message;
        Assert.Contains("'bert.embeddings.word_embeddings.weight' is Float32 [30, 12] in the file", message, StringComparison.Ordinal);
        Assert.Contains("'classifier.bias' is Float32 [4] in the file, Float32 [3] in the module", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_positionIdsOfOlderFiles_areLeftAside()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        folder.Write("config.json", """
            {"model_type":"bert","hidden_act":"gelu","num_hidden_layers":2,"hidden_size":12,"num_attention_heads":3,"intermediate_size":20,
             "vocab_size":30,"max_position_embeddings":9,"type_vocab_size":2,"layer_norm_eps":1e-12,"initializer_range":0.02,
             "id2label":{"0":"a","1":"b","2":"c","3":"d"}}
            """);
        using var policy = Draw(Tiny);
        var tensors = policy.state_dict();
        tensors["bert.embeddings.position_ids"] = arange(9).unsqueeze(0);
        SafetensorsWriter.Write(folder["model.safetensors"], tensors);
        using var again = Bert.Load(folder.Path);
        Assert.Equal(policy.Parameters.ToArray(), again.Parameters.ToArray());
    }

    private static Bert Draw(BertOptions options, ScalarType type = ScalarType.Float32)
    {
        using var generator = new RandomStreams(1).Open(RandomStreams.Initialisation);
        return new Bert(options, generator, type);
    }

    /// <summary>Made-up inputs of 8 columns, the last one padding throughout.</summary>
    private static Tensor Inputs(params int[] lengths)
    {
        var values = new long[lengths.Length, 3, 8];
        for (var i = 0; i < lengths.Length; i++)
        {
            for (var t = 0; t < 8; t++)
            {
                var isToken = t < lengths[i] ? 1 : 0;
                (values[i, 0, t], values[i, 1, t], values[i, 2, t]) = (isToken * (1 + (5 * t + 3 * i) % 7), isToken, isToken * (t / 3 % 2));
            }
        }

        return tensor(values);
    }
}
