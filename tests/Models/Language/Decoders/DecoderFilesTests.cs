using VanishingGradients.Models.HuggingFace;
using VanishingGradients.Models.Safetensors;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.Decoders;

public sealed class DecoderFilesTests
{
    [Fact]
    public void New_gpt2_hasThePublishedInitialisation()
    {
        using var scope = NewDisposeScope();
        using var generator = new RandomStreams(1).Open(RandomStreams.Initialisation);
        using var model = new Gpt2(new() { Layers = 8, Hidden = 64, Heads = 4, Vocabulary = 500, Positions = 50 }, generator);
        var values = model.state_dict();
        Assert.Equal(0.02, values["transformer.wte.weight"].std().item<float>(), 1e-3);
        Assert.Equal(0.02, values["transformer.h.7.mlp.c_fc.weight"].std().item<float>(), 1e-3);
        Assert.Equal(0.02 / 4, values["transformer.h.7.mlp.c_proj.weight"].std().item<float>(), 3e-4);
        Assert.Equal(0.02 / 4, values["transformer.h.0.attn.c_proj.weight"].std().item<float>(), 3e-4);
        Assert.Equal(0, values["transformer.h.0.attn.c_attn.bias"].abs().max().item<float>());
        Assert.True(values["transformer.h.3.ln_1.weight"].eq(1).all().item<bool>());
        Assert.True(values["transformer.ln_f.weight"].eq(1).all().item<bool>());
        Assert.Equal([64, 192], values["transformer.h.0.attn.c_attn.weight"].shape);
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama")]
    public void Save_thenLoad_isTheSameModel(string kind)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var model = TinyDecoders.Draw(kind, ScalarType.Float32);
        model.Save(folder.Path);
        using DecoderOnlyModel loaded = kind == "gpt2" ? Gpt2.Load(folder.Path) : Llama.Load(folder.Path);
        Assert.Equal(model.Configuration.ToJsonString(), loaded.Configuration.ToJsonString());
        using var copy = loaded.Copy();
        AssertSame(model, copy);
    }

    [Fact]
    public void Load_bareGpt2WithMasksAndHead_leavesThemAside()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var model = TinyDecoders.Draw("gpt2", ScalarType.Float32);
        var tensors = model.state_dict().ToDictionary(entry => entry.Key["transformer.".Length..], entry => entry.Value);
        tensors["h.0.attn.bias"] = ones(1, 1, 4, 4).tril();
        tensors["h.0.attn.masked_bias"] = tensor(-1e4f);
        tensors["lm_head.weight"] = tensors["wte.weight"];
        SafetensorsWriter.Write(folder["model.safetensors"], tensors);
        folder.Write("config.json", model.Configuration.ToJsonString());
        using var loaded = Gpt2.Load(folder.Path);
        AssertSame(model, loaded);
    }

    [Theory]
    [InlineData("gpt2", "activation_function", "\"relu\"")]
    [InlineData("gpt2", "scale_attn_by_inverse_layer_idx", "true")]
    [InlineData("gpt2", "tie_word_embeddings", "false")]
    [InlineData("llama", "attention_bias", "true")]
    [InlineData("llama", "hidden_act", "\"gelu\"")]
    [InlineData("llama", "rope_scaling", "{\"factor\":2}")]
    [InlineData("llama", "rope_parameters", "{\"rope_type\":\"llama3\",\"rope_theta\":500000}")]
    [InlineData("llama", "head_dim", "5")]
    public void Read_modelOfAnotherKind_namesTheProperty(string kind, string property, string value)
    {
        using var folder = new TemporaryFolder();
        using var model = TinyDecoders.Draw(kind);
        var config = model.Configuration;
        config[property] = System.Text.Json.Nodes.JsonNode.Parse(value);
        var read = ModelConfig.Read(folder.Write("config.json", config.ToJsonString()));
        var error = Assert.Throws<InvalidDataException>(() => kind == "gpt2" ? Gpt2Options.Read(read) : (object)LlamaOptions.Read(read));
        Assert.Contains($"'{property}'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rope_parameters", "{\"rope_type\":\"default\",\"rope_theta\":5000.0}", 5000)]
    [InlineData("rope_parameters", "{\"rope_type\":\"default\"}", 10_000)]
    [InlineData("rope_scaling", "{\"type\":\"default\"}", 10_000)]
    public void Read_plainRotaryPositions_areTakenFromWithin(string property, string value, double expected)
    {
        using var folder = new TemporaryFolder();
        using var model = TinyDecoders.Draw("llama");
        var config = model.Configuration;
        config[property] = System.Text.Json.Nodes.JsonNode.Parse(value);
        Assert.Equal(expected, LlamaOptions.Read(ModelConfig.Read(folder.Write("config.json", config.ToJsonString()))).RotaryBase);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Llama2c_writtenThenRead_isTheSameModel(bool tied)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var generator = new RandomStreams(1).Open(RandomStreams.Initialisation);
        using var model = new Llama(TinyDecoders.LlamaOptions with { TiedEmbeddings = tied, InitialisationStd = 0.02 }, generator);
        Llama2cFile.Write(folder["model.bin"], model);
        using var loaded = Llama2cFile.Read(folder["model.bin"]);
        Assert.Equal(model.Options, loaded.Options);
        AssertSame(model, loaded);
        Assert.Throws<ArgumentException>(() =>
        {
            using var other = new Llama(TinyDecoders.LlamaOptions with { RotaryBase = 5e5 }, generator);
            Llama2cFile.Write(folder["other.bin"], other);
        });
        Assert.False(File.Exists(folder["other.bin"]));
    }

    [Fact]
    public void Llama2c_damagedFile_saysSo()
    {
        using var folder = new TemporaryFolder();
        using var model = TinyDecoders.Draw("llama", ScalarType.Float32);
        Llama2cFile.Write(folder["model.bin"], (Llama)model);
        var bytes = File.ReadAllBytes(folder["model.bin"]);
        Refused(bytes[..^4], "are expected");
        Refused([.. bytes, 0], "are expected");
        Refused(bytes[..20], "header");
        bytes[0] = 0;
        Refused(bytes, "Hidden");

        void Refused(byte[] content, string expected)
        {
            File.WriteAllBytes(folder["bad.bin"], content);
            var message = Assert.Throws<InvalidDataException>(() => Llama2cFile.Read(folder["bad.bin"])).Message;
            Assert.Contains(expected, message, StringComparison.Ordinal);
        }
    }

    private static void AssertSame(nn.Module expected, nn.Module actual)
    {
        var (left, right) = (expected.state_dict(), actual.state_dict());
        Assert.Equal(left.Keys.Order(), right.Keys.Order());
        Assert.All(left, entry => Assert.True(entry.Value.Equals(right[entry.Key])));
    }
}
