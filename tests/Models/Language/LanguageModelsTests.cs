using VanishingGradients.Golden;
using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Models.Language.T5;
using VanishingGradients.Models.Safetensors;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language;

public sealed class LanguageModelsTests
{
    public static TheoryData<string, Type> Folders =>
    [
        .. from kind in new[] { (Name: "gpt2_", Type: typeof(Gpt2)), (Name: "t5_", Type: typeof(T5Model)) }
           from folder in GoldenData.GoldenFolders(kind.Name)
           select (folder, kind.Type),
    ];

    [Theory]
    [Trait("Category", "Golden")]
    [MemberData(nameof(Folders))]
    public void Load_savedCopy_isTheSameModelBitForBit(string name, Type type)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var model = LanguageModels.Load(GoldenData.GoldenFolder(name));
        Assert.IsType(type, model);
        using var copy = model.Copy();
        copy.Save(folder.Path);
        using var again = LanguageModels.Load(folder.Path);
        var (prompts, completions) = (TokenRows.PadLeft([[3, 5, 2], [7]]), TokenRows.PadRight([[4, 9], [6, 8]]));
        Assert.Equal(model.Parameters.ToArray(), again.Parameters.ToArray());
        Assert.True(again.HiddenStates(prompts, completions).Equals(model.HiddenStates(prompts, completions)));
    }

    // The originals were written by Hugging Face's library: what it reads, it finds under the same names.
    [Theory]
    [Trait("Category", "Golden")]
    [MemberData(nameof(Folders))]
    public void Save_modelOfHuggingFace_writesItsTensorsAgain(string name, Type type)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var model = LanguageModels.Load(GoldenData.GoldenFolder(name));
        Assert.IsType(type, model);
        model.Save(folder.Path);
        using var original = SafetensorsFile.Open(Path.Combine(GoldenData.GoldenFolder(name), "model.safetensors"));
        using var saved = SafetensorsFile.Open(folder["model.safetensors"]);
        Assert.Equal("pt", saved.Metadata["format"]);
        Assert.All(saved.Entries.Keys, tensor => Assert.True(saved[tensor].Equals(original[tensor]), tensor));
        // What is not written is a tied copy.
        Assert.All(
            original.Entries.Keys.Except(saved.Entries.Keys),
            tensor => Assert.Contains(saved.Entries.Keys, other => saved[other].Equals(original[tensor])));
    }

    [Fact]
    public void Load_otherKind_namesTheSupportedOnes()
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", """{"model_type":"mamba"}""");
        folder.Write("model.safetensors", "");
        var message = Assert.Throws<InvalidDataException>(() => LanguageModels.Load(folder.Path)).Message;
        Assert.Contains("'mamba'", message);
        Assert.Contains("gpt2, llama, t5", message);
    }
}
