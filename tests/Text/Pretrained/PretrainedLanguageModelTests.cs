using VanishingGradients.Models.HuggingFace;
using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Text.Generation;

namespace VanishingGradients.Text.Pretrained;

public sealed class PretrainedLanguageModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task LoadAsync_folder_isModelAndTokenizerThatContinueATextTogether()
    {
        PretrainedFolders.Gpt2(_folder);
        var hub = new ModelHub(new ModelHubOptions { CacheFolder = _folder["cache"], ModelsFolder = Path.GetDirectoryName(_folder.Path), Offline = true }, _ => { });
        using var loaded = await PretrainedLanguageModel.LoadAsync(hub, Path.GetFileName(_folder.Path), cancellation: TestContext.Current.CancellationToken);
        Assert.IsType<Gpt2>(loaded.Model);
        Assert.IsType<Gpt2Tokenizer>(loaded.Tokenizer);
        // The model has logits for five ids more than the tokenizer has.
        var completion = new CompletionGenerator(loaded.Model, new() { MaxNewTokens = 8 }).Greedy([loaded.Tokenizer.Encode("hello a")]).Single();
        Assert.NotNull(loaded.Tokenizer.Decode(completion.Ids));
        Assert.Equal("a", loaded.Tokenizer.Decode([loaded.Model.Vocabulary - 1, .. loaded.Tokenizer.Encode("a")]));
    }

    [Fact]
    public void Save_changedModel_loadsAgainWithItsTokenizer()
    {
        using var other = new TemporaryFolder();
        using var loaded = PretrainedLanguageModel.Load(PretrainedFolders.Gpt2(_folder));
        using (TorchSharp.torch.no_grad())
            loaded.Model.Parameters.Values.mul_(2);
        loaded.Save(other.Path);
        loaded.Save(_folder.Path);
        Assert.Equal(["config.json", "merges.txt", "model.safetensors", "vocab.json"], other.Files());
        using var again = PretrainedLanguageModel.Load(other.Path);
        Assert.Equal(loaded.Model.Parameters.ToArray(), again.Model.Parameters.ToArray());
        Assert.Equal(loaded.Tokenizer.Encode("hello a"), again.Tokenizer.Encode("hello a"));
    }

    [Fact]
    public void Load_tokenizerOfALargerVocabulary_isRefused()
    {
        var path = PretrainedFolders.Gpt2(_folder, new() { Layers = 1, Hidden = 8, Heads = 2, Positions = 24, Vocabulary = 50, EndId = 49 });
        var message = Assert.Throws<InvalidDataException>(() => PretrainedLanguageModel.Load(path)).Message;
        Assert.Contains($"0..{SmallVocabularies.Gpt2Vocabulary().Count - 1}", message);
        Assert.Contains("0..49", message);
    }

    [Fact]
    public void Load_otherEndInTheConfiguration_isRefused()
    {
        PretrainedFolders.Gpt2(_folder, new() { Layers = 1, Hidden = 8, Heads = 2, Positions = 24, Vocabulary = 300, EndId = 299 });
        var message = Assert.Throws<InvalidDataException>(() => PretrainedLanguageModel.Load(_folder.Path)).Message;
        Assert.Contains($"ends texts with id {SmallVocabularies.Gpt2Vocabulary().Count - 1}", message);
        Assert.Contains("eos_token_id is 299", message);
    }
}
