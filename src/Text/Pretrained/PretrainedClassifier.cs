using System.Globalization;
using System.Text.Json.Nodes;
using VanishingGradients.Models;
using VanishingGradients.Models.HuggingFace;
using static TorchSharp.torch;

namespace VanishingGradients.Text.Pretrained;

/// <summary>A sequence classifier of BERT's family and its tokenizer, of one Hugging Face folder as it is.</summary>
public sealed class PretrainedClassifier : IDisposable
{
    private static readonly Dictionary<string, Func<string, ScalarType, Device?, BertClassifier>> Loaders = new()
    {
        ["bert"] = Bert.Load,
        ["distilbert"] = DistilBert.Load,
    };

    private readonly ModelFolder _folder;

    private PretrainedClassifier(ModelFolder folder, ITokenizer tokenizer, BertClassifier model)
    {
        (_folder, Tokenizer, Model, Labels) = (folder, tokenizer, model, folder.Config.Labels);
        TokenizerFit.Require(tokenizer, folder, model.Vocabulary);
    }

    /// <summary>The classifier; it belongs to this object.</summary>
    public BertClassifier Model { get; }

    /// <summary>Its tokenizer, see <see cref="Tokenizers"/>.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>Names of the classes, in the order of the logits.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Loads a folder.</summary>
    /// <param name="folder">A folder with <c>config.json</c>, weights in safetensors and the files of a tokenizer.</param>
    /// <param name="type">Type of the parameters, to which weights of another are converted; float32 unless asked.</param>
    /// <param name="device">Where the parameters live; null for the processor.</param>
    /// <exception cref="FileNotFoundException">A file is not there; the message tells what was looked for.</exception>
    /// <exception cref="InvalidDataException">The configuration is damaged or of a kind that is not supported, or model and tokenizer do not fit
    /// together; the message says in what.</exception>
    /// <exception cref="TokenizerException">The tokenizer is damaged or of a kind that is not supported.</exception>
    /// <exception cref="Models.Safetensors.SafetensorsException">The weights are damaged or do not fit the configuration.</exception>
    public static PretrainedClassifier Load(string folder, ScalarType type = ScalarType.Float32, Device? device = null) =>
        Load(ModelFolder.Open(folder), type, device);

    /// <summary>Loads an open folder, such as one that <see cref="ModelHub.OpenAsync"/> found.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="type">Type of the parameters, to which weights of another are converted; float32 unless asked.</param>
    /// <param name="device">Where the parameters live; null for the processor.</param>
    /// <exception cref="InvalidDataException">See <see cref="Load(string, ScalarType, Device)"/>, also for the others.</exception>
    public static PretrainedClassifier Load(ModelFolder folder, ScalarType type = ScalarType.Float32, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var kind = folder.Config.ModelType;
        if (!Loaders.TryGetValue(kind, out var load))
        {
            throw new InvalidDataException(
                $"'{folder.Path}' holds a model of type '{kind}', which is no supported classifier; supported are {string.Join(", ", Loaders.Keys)}.");
        }

        var tokenizer = Tokenizers.Load(folder);
        var model = load(folder.Path, type, device);
        try
        {
            return new(folder, tokenizer, model);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Logits of texts.</summary>
    /// <param name="sequences">Ids of every text, the special ones included; at most <see cref="BertClassifier.Positions"/>.</param>
    /// <returns>Shape [texts, labels], on the model's device.</returns>
    /// <exception cref="ArgumentException">There is no sequence, or one is too long.</exception>
    public Tensor Logits(IReadOnlyList<TokenSequence> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        using var scope = NewDisposeScope();
        TokenBatch batch = new(sequences, Tokenizer.Special.Padding ?? 0);
        long[][,] rows = [batch.Ids, batch.AttentionMask, batch.TokenTypes];
        var inputs = stack([.. rows.Take(Model.Rows).Select(row => tensor(row))], dim: 1);
        return Model.call(inputs.to(Model.parameters().First().device)).MoveToOuterDisposeScope();
    }

    /// <summary>Writes model and tokenizer as a Hugging Face folder: the model as it is now, with the names of its classes, the tokenizer's files
    /// as they were read.</summary>
    /// <param name="folder">The folder; it is made if need be. Each file in it is replaced as a whole.</param>
    /// <exception cref="IOException">A file cannot be written, or one of the tokenizer's is no longer there.</exception>
    public void Save(string folder)
    {
        var config = Model.Configuration;
        config["id2label"] = new JsonObject(Labels.Index().Select(label =>
            KeyValuePair.Create<string, JsonNode?>(label.Index.ToString(CultureInfo.InvariantCulture), label.Item)));
        config["label2id"] = new JsonObject(Labels.Index().Select(label => KeyValuePair.Create<string, JsonNode?>(label.Item, label.Index)));
        ModelFolder.Save(folder, config, Model);
        _folder.CopyTokenizer(folder);
    }

    /// <inheritdoc />
    public void Dispose() => Model.Dispose();
}
