using TorchSharp;
using VanishingGradients.Models.Safetensors;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.T5;

public sealed class T5ModelTests
{
    private static readonly T5Options Tiny = new()
    {
        EncoderLayers = 2,
        DecoderLayers = 1,
        Hidden = 10,
        Heads = 3,
        HeadWidth = 4,
        FeedForwardWidth = 14,
        Vocabulary = 20,
        Buckets = 8,
        MaxDistance = 16,
    };

    private static readonly T5Options Gated = Tiny with { FeedForward = T5FeedForward.GatedGelu, TiedEmbeddings = false };

    [Fact]
    public void New_wideModel_hasThePublishedInitialisation()
    {
        using var scope = NewDisposeScope();
        using var model = Draw(new T5Options
        {
            EncoderLayers = 1,
            DecoderLayers = 1,
            Hidden = 256,
            Heads = 4,
            HeadWidth = 32,
            FeedForwardWidth = 512,
            Vocabulary = 1000,
            TiedEmbeddings = false,
            InitialisationFactor = 2,
        });
        var values = model.state_dict();
        foreach (var (name, std) in new[]
        {
            ("shared.weight", 1),
            ("lm_head.weight", 1),
            ("encoder.block.0.layer.0.SelfAttention.q.weight", 1 / Math.Sqrt(256 * 32)),
            ("decoder.block.0.layer.1.EncDecAttention.k.weight", 1.0 / 16),
            ("decoder.block.0.layer.0.SelfAttention.v.weight", 1.0 / 16),
            ("decoder.block.0.layer.0.SelfAttention.o.weight", 1 / Math.Sqrt(128)),
            ("decoder.block.0.layer.2.DenseReluDense.wi.weight", 1.0 / 16),
            ("encoder.block.0.layer.1.DenseReluDense.wo.weight", 1 / Math.Sqrt(512)),
        })
        {
            Assert.Equal(1, values[name].std().item<float>() / (2 * std), 0.03);
            Assert.Equal(0, values[name].mean().item<float>() / std, 0.05);
        }

        Assert.True(values["encoder.final_layer_norm.weight"].eq(2).all().item<bool>());
    }

    [Fact]
    public void HiddenStates_paddedOnEitherSide_areThoseOfTheTokensAlone()
    {
        using var scope = NewDisposeScope();
        foreach (var options in new[] { Tiny, Gated })
        {
            using var model = Draw(options);
            var alone = model.Project(model.HiddenStates(Rows([4, 7, 9]), Rows([5, 6])));
            int[][] prompts = [[4, 7, 9], [1, 2, 3, 4, 5]];
            int[][] completions = [[5, 6], [7, 8, 9]];
            Assert.Equal([1, 2, 20], alone.shape);
            foreach (var padded in new[] { TokenRows.PadLeft(prompts, -100), TokenRows.PadRight(prompts, 3) })
            {
                var logits = model.Project(model.HiddenStates(padded, TokenRows.PadRight(completions, -100)));
                Assert.True(logits[0].narrow(0, 0, 2).allclose(alone[0], atol: 1e-5));
            }
        }
    }

    [Fact]
    public void Advance_afterSelect_continuesTheChosenRows()
    {
        using var scope = NewDisposeScope();
        using var model = Draw(Gated);
        var prompts = Rows([4, 7, 9], [3, 2, 5]);
        using var state = model.Start(prompts);
        model.Advance(state, tensor(new long[] { 6, 8 }));
        state.Select(tensor(new long[] { 1, 0, 1 }));
        Assert.Equal([3, 20], state.Logits.shape);
        // The same prompts in the same order: what was read from the encoder stays.
        state.Select(tensor(new long[] { 2, 1, 0 }));
        model.Advance(state, tensor(new long[] { 11, 12, 13 }));

        var chosen = Rows([3, 2, 5], [4, 7, 9], [3, 2, 5]);
        var expected = model.Project(model.HiddenStates(chosen, Rows([8, 11, 1], [6, 12, 1], [8, 13, 1]))).select(1, 2);
        Assert.True(state.Logits.allclose(expected, atol: 1e-5));
    }

    [Fact]
    public void Advance_beyondTheFirstRoomOfTheCache_givesTheLogitsOfAFullPass()
    {
        using var scope = NewDisposeScope();
        using var model = Draw(Gated);
        int[] completion = [.. Enumerable.Range(0, 150).Select(t => 2 + 7 * t % 18)];
        using var state = model.Start(Rows([4, 7, 9]));
        foreach (var id in completion[..^1])
        {
            model.Advance(state, tensor(new long[] { id }));
        }

        var expected = model.Project(model.HiddenStates(Rows([4, 7, 9]), Rows(completion))).select(1, completion.Length - 1);
        Assert.True(state.Logits.allclose(expected, atol: 1e-4));
    }

    [Fact]
    public void HiddenStates_withSecondDerivatives_haveTheSameGradientsAndOneMore()
    {
        using var scope = NewDisposeScope();
        using var model = Draw(Tiny);
        Tensor Scalar() => model.Project(model.HiddenStates(Rows([4, 7, 9], [3, 2]), Rows([6, 11, 1], [8, 1]))).square().mean();
        var fused = model.Parameters.Gradient(Scalar());
        Assert.Throws<InvalidOperationException>(() => model.Parameters.Gradient(Scalar(), differentiable: true));
        model.HasSecondDerivatives = true;
        var written = model.Parameters.Gradient(Scalar(), differentiable: true);
        Assert.True(written.allclose(fused, rtol: 1e-3, atol: 1e-5));
        Assert.True(model.Parameters.Gradient(written.square().sum()).isfinite().all().item<bool>());
    }

    [Fact]
    public void Advance_manyTokens_keepsNoOtherTensorAlive()
    {
        using var model = Draw(Tiny);
        using var prompts = Rows([4, 7, 9]);
        using var token = tensor(new long[] { 5 });
        using var state = model.Start(prompts);
        model.Advance(state, token);
        var statistics = DisposeScopeManager.Statistics;
        var before = statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 5; i++)
        {
            model.Advance(state, token);
        }

        Assert.Equal(before, statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Advance_stateOfAnotherModel_throws()
    {
        using var scope = NewDisposeScope();
        using var one = Draw(Tiny);
        using var other = Draw(Tiny);
        using var state = one.Start(Rows([4, 7, 9]));
        Assert.Throws<ArgumentException>("state", () => other.Advance(state, tensor(new long[] { 5 })));
    }

    [Fact]
    public void HiddenStates_otherNumberOfCompletions_throws()
    {
        using var scope = NewDisposeScope();
        using var model = Draw(Tiny);
        Assert.Throws<ArgumentException>("completions", () => model.HiddenStates(Rows([4, 7]), Rows([5], [6])));
    }

    [Fact]
    public void Copy_changedAfterwards_leavesTheOriginalAsItWas()
    {
        using var scope = NewDisposeScope();
        using var model = Draw(Gated);
        using var copy = model.Copy();
        Assert.IsType<T5Model>(copy);
        Assert.Equal(model.Parameters.ToArray(), copy.Parameters.ToArray());
        using (no_grad())
        {
            copy.Parameters.Values.zero_();
        }

        Assert.True(model.Parameters.Values.norm().item<float>() > 1);
    }

    [Fact]
    public void Save_thenLoad_isBitIdentical()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        foreach (var options in new[] { Tiny, Gated })
        {
            using var model = Draw(options);
            model.Save(folder.Path);
            using var again = T5Model.Load(folder.Path);
            Assert.Equal(options, again.Options);
            Assert.Equal(model.Parameters.ToArray(), again.Parameters.ToArray());
            Assert.Equal(["config.json", "model.safetensors"], folder.Files());
        }
    }

    [Fact]
    public void Load_copiesOfTheEmbeddings_areLeftAside()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var model = Draw(Tiny);
        model.Save(folder.Path);
        var tensors = model.state_dict();
        tensors["encoder.embed_tokens.weight"] = tensors["decoder.embed_tokens.weight"] = tensors["lm_head.weight"] = tensors["shared.weight"];
        tensors["decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight"] = zeros(8, 3);
        SafetensorsWriter.Write(folder["model.safetensors"], tensors);
        using var again = T5Model.Load(folder.Path);
        Assert.Equal(model.Parameters.ToArray(), again.Parameters.ToArray());
    }

    [Theory]
    [InlineData("Heads")]
    [InlineData("Buckets")]
    [InlineData("MaxDistance")]
    [InlineData("NormEpsilon")]
    [InlineData("StartId")]
    public void New_badOption_namesIt(string option)
    {
        var options = option switch
        {
            "Heads" => Tiny with { Heads = 0 },
            "Buckets" => Tiny with { Buckets = 7 },
            "MaxDistance" => Tiny with { MaxDistance = 4 },
            "NormEpsilon" => Tiny with { NormEpsilon = 0 },
            _ => Tiny with { StartId = 20 },
        };
        Assert.Throws<ArgumentOutOfRangeException>(option, () => Draw(options));
    }

    private static T5Model Draw(T5Options options)
    {
        using var generator = new RandomStreams(1).Open(RandomStreams.Initialisation);
        return new T5Model(options, generator);
    }

    private static TokenRows Rows(params int[][] rows) => TokenRows.PadRight(rows);
}
