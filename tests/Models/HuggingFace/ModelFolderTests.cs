using System.Text.Json;
using VanishingGradients.Models.Language;
using VanishingGradients.Models.Language.T5;
using VanishingGradients.Models.Safetensors;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Models.HuggingFace;

public sealed class ModelFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_folder_tellsItsFiles()
    {
        SaveModel().Dispose();
        _folder.Write("spiece.model", "pieces");
        _folder.Write("notes.txt", "something else");
        var folder = ModelFolder.Open(_folder.Path);
        Assert.Equal("t5", folder.Config.ModelType);
        Assert.Equal(["model.safetensors"], folder.WeightFiles);
        Assert.Equal(["spiece.model"], folder.TokenizerFiles);
    }

    [Fact]
    public void Open_missingFiles_saysWhich()
    {
        Assert.Contains("config.json", Assert.Throws<FileNotFoundException>(() => ModelFolder.Open(_folder.Path)).Message);
        _folder.Write("config.json", "{}");
        _folder.Write("pytorch_model.bin", "pickle");
        var message = Assert.Throws<FileNotFoundException>(() => ModelFolder.Open(_folder.Path)).Message;
        Assert.Contains("model.safetensors", message);
        Assert.Contains("convert", message);
    }

    [Fact]
    public void Load_shards_equalsTheWholeFile()
    {
        using var scope = NewDisposeScope();
        using var model = SaveModel();
        Shard(model);
        Assert.Equal(["part-1.safetensors", "part-2.safetensors"], ModelFolder.Open(_folder.Path).WeightFiles);
        using var again = LanguageModels.Load(_folder.Path);
        Assert.Equal(model.Parameters.ToArray(), again.Parameters.ToArray());
    }

    [Fact]
    public void Open_missingShard_namesIt()
    {
        using var model = SaveModel();
        Shard(model);
        File.Delete(_folder["part-2.safetensors"]);
        var message = Assert.Throws<FileNotFoundException>(() => ModelFolder.Open(_folder.Path)).Message;
        Assert.Contains("lacks 1 of 2 shards: part-2.safetensors", message);
    }

    [Theory]
    [InlineData("{", "no index of weights")]
    [InlineData("{\"weight_map\":{}}", "names no shard")]
    [InlineData("{\"weight_map\":{\"a\":\"../other.safetensors\"}}", "'../other.safetensors'")]
    [InlineData("{\"weight_map\":{\"a\":\"part.bin\"}}", "'part.bin'")]
    public void Open_damagedIndex_saysWhatIsWrong(string index, string expected)
    {
        _folder.Write("config.json", "{}");
        _folder.Write("model.safetensors.index.json", index);
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => ModelFolder.Open(_folder.Path)).Message);
    }

    [Fact]
    public void Load_missingExtraAndMisshapenTensors_listsAll()
    {
        using var scope = NewDisposeScope();
        using var model = SaveModel();
        var tensors = model.state_dict();
        tensors.Remove("shared.weight");
        tensors["stray"] = zeros(2);
        tensors["lm_head.weight"] = zeros(3, 8);
        SafetensorsWriter.Write(_folder["model.safetensors"], tensors);
        var message = Assert.Throws<SafetensorsException>(() => LanguageModels.Load(_folder.Path)).Message;
        Assert.Contains("'shared.weight' is missing", message);
        Assert.Contains("'stray' is not in the module", message);
        Assert.Contains("'lm_head.weight' is Float32 [3, 8] in the file, Float32 [20, 8] in the module", message);
    }

    [Fact]
    public void Load_twoTensorsForOneName_saysSo()
    {
        using var scope = NewDisposeScope();
        using var model = SaveModel();
        var error = Assert.Throws<SafetensorsException>(() => ModelFolder.Open(_folder.Path).Load(
            model.Copy(), name => name == "lm_head.weight" ? "shared.weight" : name));
        Assert.Contains("'shared.weight' is given 2 times, as 'lm_head.weight', 'shared.weight'", error.Message);
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float64)]
    public void Load_otherPrecision_convertsToFloat32(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var model = SaveModel();
        var tensors = model.state_dict().ToDictionary(each => each.Key, each => each.Value.to(type));
        SafetensorsWriter.Write(_folder["model.safetensors"], tensors);
        using var again = LanguageModels.Load(_folder.Path);
        Assert.All(again.state_dict(), each =>
        {
            Assert.Equal(ScalarType.Float32, each.Value.dtype);
            Assert.True(each.Value.Equals(tensors[each.Key].to(ScalarType.Float32)));
        });
    }

    [Fact]
    public void Save_model_marksTheLayoutThatPythonAsksFor()
    {
        SaveModel().Dispose();
        using var file = SafetensorsFile.Open(_folder["model.safetensors"]);
        Assert.Equal("pt", file.Metadata["format"]);
        using var config = JsonDocument.Parse(File.ReadAllText(_folder["config.json"]));
        Assert.Equal("t5", config.RootElement.GetProperty("model_type").GetString());
    }

    private T5Model SaveModel()
    {
        using var generator = new RandomStreams(1).Open(RandomStreams.Initialisation);
        var model = new T5Model(
            new T5Options
            {
                EncoderLayers = 1,
                DecoderLayers = 1,
                Hidden = 8,
                Heads = 2,
                HeadWidth = 4,
                FeedForwardWidth = 12,
                Vocabulary = 20,
                TiedEmbeddings = false,
            },
            generator);
        model.Save(_folder.Path);
        return model;
    }

    private void Shard(T5Model model)
    {
        File.Delete(_folder["model.safetensors"]);
        var parts = model.state_dict().Chunk(20).Select((tensors, i) => (File: $"part-{i + 1}.safetensors", Tensors: tensors)).ToArray();
        foreach (var (file, tensors) in parts)
        {
            SafetensorsWriter.Write(_folder[file], tensors.ToDictionary());
        }

        var map = parts.SelectMany(part => part.Tensors.Select(tensor => KeyValuePair.Create(tensor.Key, part.File))).ToDictionary();
        _folder.Write("model.safetensors.index.json", JsonSerializer.Serialize(new Dictionary<string, object> { ["weight_map"] = map }));
    }
}
