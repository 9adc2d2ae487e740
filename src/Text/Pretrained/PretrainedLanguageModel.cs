using VanishingGradients.Data;
using VanishingGradients.Models.HuggingFace;
using VanishingGradients.Models.Language;
using static TorchSharp.torch;

namespace VanishingGradients.Text.Pretrained;

/// <summary>A language model and its tokenizer, of one Hugging Face folder as it is.</summary>
public sealed class PretrainedLanguageModel : IDisposable
{
    private readonly ModelFolder _folder;

    private PretrainedLanguageModel(ModelFolder folder, ITokenizer tokenizer, ScalarType type, Device? device)
    {
        (_folder, Tokenizer, Model) = (folder, tokenizer, LanguageModels.Load(folder.Path, type, device));
        try
        {
            TokenizerFit.Require(tokenizer, folder, Model.Vocabulary);
        }
        catch
        {
            Model.Dispose();
            throw;
        }
    }

    /// <summary>The model, by the <c>model_type</c> of its configuration; it belongs to this object.</summary>
    public LanguageModel Model { get; }

    /// <summary>Its tokenizer, see <see cref="Tokenizers"/>. It may have fewer ids than the model has logits.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>Loads a folder.</summary>
    /// <param name="folder">A folder with <c>config.json</c>, weights in safetensors and the files of a tokenizer.</param>
    /// <param name="type">Type of the parameters, to which weights of another are converted; float32 unless asked.</param>
    /// <param name="device">Where the parameters live; null for the processor.</param>
    /// <exception cref="FileNotFoundException">A file is not there; the message tells what was looked for.</exception>
    /// <exception cref="InvalidDataException">The configuration is damaged or of a kind that is not supported, or model and tokenizer do not fit
    /// together; the message says in what.</exception>
    /// <exception cref="TokenizerException">The tokenizer is damaged or of a kind that is not supported.</exception>
    /// <exception cref="Models.Safetensors.SafetensorsException">The weights are damaged or do not fit the configuration.</exception>
    public static PretrainedLanguageModel Load(string folder, ScalarType type = ScalarType.Float32, Device? device = null) =>
        Load(ModelFolder.Open(folder), type, device);

    /// <summary>Loads an open folder, such as one that <see cref="ModelHub.OpenAsync"/> found.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="type">Type of the parameters, to which weights of another are converted; float32 unless asked.</param>
    /// <param name="device">Where the parameters live; null for the processor.</param>
    /// <exception cref="InvalidDataException">See <see cref="Load(string, ScalarType, Device)"/>, also for the others.</exception>
    public static PretrainedLanguageModel Load(ModelFolder folder, ScalarType type = ScalarType.Float32, Device? device = null) =>
        new(folder, Tokenizers.Load(folder), type, device);

    /// <summary>Loads a model by its name, fetching it if need be.</summary>
    /// <param name="hub">Where to look.</param>
    /// <param name="model">Path of a folder, or a name on the hub.</param>
    /// <param name="revision">Branch, tag or commit on the hub.</param>
    /// <param name="sha256">SHA-256 in hexadecimal by the name of a file, see <see cref="ModelHub.OpenAsync"/>; null for none.</param>
    /// <param name="progress">Told of the bytes fetched.</param>
    /// <param name="type">Type of the parameters, to which weights of another are converted; float32 unless asked.</param>
    /// <param name="device">Where the parameters live; null for the processor.</param>
    /// <param name="cancellation">Stops a fetch.</param>
    /// <exception cref="ModelUnavailableException">No place has the model.</exception>
    /// <exception cref="InvalidDataException">See <see cref="Load(string, ScalarType, Device)"/>, also for the others.</exception>
    public static async Task<PretrainedLanguageModel> LoadAsync(
        ModelHub hub,
        string model,
        string revision = "main",
        IReadOnlyDictionary<string, string>? sha256 = null,
        IProgress<DataProgress>? progress = null,
        ScalarType type = ScalarType.Float32,
        Device? device = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(hub);
        return Load(await hub.OpenAsync(model, revision, sha256, progress, cancellation).ConfigureAwait(false), type, device);
    }

    /// <summary>Writes model and tokenizer as a Hugging Face folder: the model as it is now, the tokenizer's files as they were read.</summary>
    /// <param name="folder">The folder; it is made if need be. Each file in it is replaced as a whole.</param>
    /// <exception cref="IOException">A file cannot be written, or one of the tokenizer's is no longer there.</exception>
    public void Save(string folder)
    {
        Model.Save(folder);
        _folder.CopyTokenizer(folder);
    }

    /// <inheritdoc />
    public void Dispose() => Model.Dispose();
}
