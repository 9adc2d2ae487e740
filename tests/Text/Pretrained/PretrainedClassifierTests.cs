using System.Text.Json.Nodes;
using TorchSharp;
using VanishingGradients.Models;
using static TorchSharp.torch;

namespace VanishingGradients.Text.Pretrained;

public sealed class PretrainedClassifierTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Save_namedClasses_loadAgainAsTheSameClassifier(bool distilled)
    {
        using var scope = NewDisposeScope();
        using var other = new TemporaryFolder();
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(PretrainedFolders.Classifier(_folder, distilled, outputs: 3), "config.json")))!;
        config["id2label"] = new JsonObject { ["0"] = "bad", ["1"] = "so-so", ["2"] = "good" };
        _folder.Write("config.json", config.ToJsonString());
        using var loaded = PretrainedClassifier.Load(_folder.Path);
        Assert.IsType(distilled ? typeof(DistilBert) : typeof(Bert), loaded.Model);
        loaded.Save(other.Path);
        Assert.Equal(["config.json", "model.safetensors", "vocab.txt"], other.Files());
        using var again = PretrainedClassifier.Load(other.Path);
        Assert.Equal(["bad", "so-so", "good"], again.Labels);
        TokenSequence[] texts = [new(loaded.Tokenizer.Encode("hello play")), new(loaded.Tokenizer.Encode("cafe, unplayed."))];
        var logits = loaded.Logits(texts);
        Assert.Equal([2, 3], logits.shape);
        Assert.True(logits.Equals(again.Logits(texts)));
        Assert.True(logits[0].allclose(loaded.Logits([texts[0]])[0], atol: 1e-5));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_anotherType_givesLogitsNearThoseOfFloat32(bool distilled)
    {
        using var scope = NewDisposeScope();
        var path = PretrainedFolders.Classifier(_folder, distilled);
        using var plain = PretrainedClassifier.Load(path);
        TokenSequence[] texts = [new(plain.Tokenizer.Encode("hello play")), new(plain.Tokenizer.Encode("cafe, unplayed."))];
        var expected = plain.Logits(texts);
        foreach (var (type, tolerance) in new[] { (ScalarType.Float64, 1e-4), (ScalarType.BFloat16, 0.1) })
        {
            using var other = PretrainedClassifier.Load(path, type, CPU);
            var logits = other.Logits(texts);
            Assert.Equal(type, logits.dtype);
            Assert.True((logits.to(ScalarType.Float32) - expected).abs().max().item<float>() <= tolerance * expected.abs().max().item<float>());
        }

        Assert.Contains(
            "Give type and device where it is made or loaded.", Assert.Throws<InvalidOperationException>(() => plain.Model.to(ScalarType.Float64)).Message);
        plain.Model.to(CPU);
        Assert.True(plain.Logits(texts).Equals(expected));
    }

    [Fact]
    public void Load_languageModel_namesTheSupportedKinds()
    {
        PretrainedFolders.Gpt2(_folder);
        var message = Assert.Throws<InvalidDataException>(() => PretrainedClassifier.Load(_folder.Path)).Message;
        Assert.Contains("'gpt2'", message);
        Assert.Contains("bert, distilbert", message);
    }
}
