using TorchSharp;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Models.HuggingFace;
using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language;

/// <summary>Type and device of language models.</summary>
public sealed class ModelPlacementTests
{
    private static TokenRows Prompts => TokenRows.PadLeft([[3, 5, 2], [7]]);
    private static TokenRows Completions => TokenRows.PadRight([[4, 9], [6, 8]]);

    public static TheoryData<string, ScalarType, double> Types =>
    [
        .. from kind in new[] { "gpt2", "llama", "t5" }
           from type in new[] { (Type: ScalarType.Float64, Tolerance: 1e-4), (Type: ScalarType.BFloat16, Tolerance: 0.1) }
           select (kind, type.Type, type.Tolerance),
    ];

    [Theory]
    [MemberData(nameof(Types))]
    public void Load_anotherType_givesLogitsNearThoseOfFloat32(string kind, ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using (var model = Draw(kind, ScalarType.Float32))
        {
            model.Save(folder.Path);
        }

        using var plain = LanguageModels.Load(folder.Path);
        using var other = LanguageModels.Load(folder.Path, type, CPU);
        Assert.Equal((ScalarType.Float32, type), (plain.Type, other.Type));
        Assert.All(other.parameters(), parameter => Assert.Equal((type, DeviceType.CPU), (parameter.dtype, parameter.device_type)));
        var (expected, logits) = (Logits(plain), Logits(other).to(ScalarType.Float32));
        Assert.True((logits - expected).abs().max().item<float>() <= tolerance * expected.abs().max().item<float>());

        // Decoding keeps its cache in the same type.
        using var state = other.Start(Prompts);
        other.Advance(state, tensor(new long[] { 4, 6 }));
        Assert.Equal(type, state.Logits.dtype);
        Assert.True((state.Logits.to(ScalarType.Float32) - expected.select(1, 1)).abs().max().item<float>() <= tolerance * expected.abs().max().item<float>());
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama")]
    [InlineData("t5")]
    public void Copy_modelOfAnotherType_hasItAndItsValues(string kind)
    {
        using var scope = NewDisposeScope();
        using var model = Draw(kind, ScalarType.Float64);
        model.OutputWords.requires_grad = false;
        using var copy = model.Copy();
        Assert.Equal(ScalarType.Float64, copy.Type);
        Assert.False(copy.OutputWords.requires_grad);
        Assert.Equal(model.Parameters.Count, copy.Parameters.Count);
        Assert.True(Logits(copy).Equals(Logits(model)));
        using var stream = new RandomStreams(2).Open(RandomStreams.Initialisation);
        using var values = new ValueNetwork(model, stream);
        Assert.All(values.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
        Assert.Equal(model.Parameters.Count + model.HiddenSize, values.Parameters.Count);
        Assert.Equal(ScalarType.Float64, values.Values(Prompts, Completions).dtype);
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama")]
    [InlineData("t5")]
    public void To_otherTypeOrDevice_saysWhereToGiveThem(string kind)
    {
        using var scope = NewDisposeScope();
        using var model = Draw(kind, ScalarType.Float32);
        using var stream = new RandomStreams(2).Open(RandomStreams.Initialisation);
        using var values = new ValueNetwork(model, stream);
        var before = Logits(model);
        foreach (var module in new nn.Module[] { model, values })
        {
            Action[] moves =
            [
                () => module.to(ScalarType.Float64), () => module.to(META), () => module.to(META, ScalarType.Float32), () => module.cuda(),
                () => module.to(DeviceType.CUDA, 1), () => module.to(CPU, ScalarType.BFloat16),
            ];
            Assert.All(moves, move => Assert.Contains("is Float32 on cpu and cannot be moved", Assert.Throws<InvalidOperationException>(move).Message));
            module.to(ScalarType.Float32).to(CPU).to(CPU, ScalarType.Float32).cpu();
        }

        Assert.Contains("LanguageModels.Load(folder, ScalarType.BFloat16, device)", Assert.Throws<InvalidOperationException>(() => model.half()).Message);
        Assert.True(Logits(model).Equals(before));
    }

    [Fact]
    public void New_onAnotherDevice_drawsFromTheStreamOfTheProcessor()
    {
        using var plain = new RandomStreams(1).Open(RandomStreams.Initialisation);
        using var other = new RandomStreams(1).Open(RandomStreams.Initialisation);
        using var here = new Gpt2(TinyDecoders.Gpt2Options, plain);
        using var there = new Gpt2(TinyDecoders.Gpt2Options, other, device: META);
        using var copy = there.Copy();
        Assert.All(new LanguageModel[] { there, copy }, model => Assert.All(model.parameters(), parameter => Assert.Equal(DeviceType.META, parameter.device_type)));
        using var one = rand(3, generator: plain);
        using var two = rand(3, generator: other);
        Assert.True(one.Equals(two));
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama")]
    [InlineData("t5")]
    public void New_moreThanTheMemory_tellsHowMuchItNeeds(string kind)
    {
        const int Absurd = int.MaxValue;
        using var stream = new RandomStreams(1).Open(RandomStreams.Initialisation);
        var error = Assert.Throws<ModelMemoryException>(() => (LanguageModel)(kind switch
        {
            "gpt2" => new Gpt2(new() { Layers = 1, Hidden = 1 << 16, Heads = 1, Vocabulary = Absurd }, stream, ScalarType.Float64),
            "llama" => new Llama(new() { Layers = 1, Hidden = 1 << 16, Heads = 1, Vocabulary = Absurd }, stream, ScalarType.Float64),
            _ => new T5.T5Model(new() { EncoderLayers = 1, DecoderLayers = 1, Hidden = 1 << 16, Vocabulary = Absurd }, stream, ScalarType.Float64),
        }));
        Assert.InRange(error.Bytes, 8.0 * Absurd * (1 << 16), 17.0 * Absurd * (1 << 16));
        Assert.Contains("parameters of 8 bytes (Float64) are", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Load_configurationOfMoreThanTheMemory_tellsHowMuchItNeeds()
    {
        using var folder = new TemporaryFolder();
        using var model = TinyDecoders.Draw("gpt2", ScalarType.Float32);
        model.Save(folder.Path);
        var config = model.Configuration;
        (config["n_embd"], config["vocab_size"]) = (12 << 14, int.MaxValue);
        folder.Write(ModelFolder.ConfigFile, config.ToJsonString());
        Assert.Contains("There is not enough memory for 'gpt2'", Assert.Throws<ModelMemoryException>(() => LanguageModels.Load(folder.Path)).Message);
    }

    private static LanguageModel Draw(string kind, ScalarType type) =>
        kind == "t5" ? TinyModels.New(encodes: true, type: type) : TinyDecoders.Draw(kind, type);

    private static Tensor Logits(LanguageModel model)
    {
        using var noGrad = no_grad();
        return model.Project(model.HiddenStates(Prompts, Completions));
    }
}
