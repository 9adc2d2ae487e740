using System.Text.Json.Nodes;
using TorchSharp.Modules;
using VanishingGradients.Models.HuggingFace;
using VanishingGradients.Models.Safetensors;
using VanishingGradients.Models.Tracing;
using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>
/// A sequence classifier on BERT (Devlin et al. 2019): blocks of self-attention and feed-forward layers, each normalised after its
/// residual sum, then tanh of a linear layer on the first token, then a linear layer. There is no dropout, as in the paper's
/// experiments. Parameters have Hugging Face's names.
/// </summary>
/// <remarks>
/// Inputs are int64 of shape [B, 3, T]: token ids, attention mask (1 for tokens, 0 for padding) and token types. Padding at the
/// end costs next to nothing.
/// </remarks>
public sealed class Bert : BertClassifier
{
    private readonly Parameter _words;
    private readonly Parameter _positions;
    private readonly Parameter _types;
    private readonly Affine _embeddingNorm;
    private readonly BertBlock[] _blocks;
    private readonly Affine _pooler;
    private readonly Affine _classifier;

    /// <summary>A classifier with BERT's initialisation: weights normal, shifts 0, scales 1.</summary>
    /// <param name="options">Its shape.</param>
    /// <param name="initialisation">Random stream of the initial values.</param>
    /// <param name="type">Type of the parameters; float32 unless asked.</param>
    /// <param name="device">Where the parameters live; null for the processor. The initial values are the same everywhere.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public Bert(BertOptions options, Generator initialisation, ScalarType type = ScalarType.Float32, Device? device = null)
        : this(options, type, device)
    {
        Initialise(options.InitialisationStd, initialisation);
    }

    private Bert(BertOptions options, ScalarType type, Device? device)
        : base("bert", type, device, Checked(options).Positions, "ids", "mask", "token types")
    {
        Options = options;
        _words = Add("bert.embeddings.word_embeddings.weight", options.Vocabulary, options.Hidden);
        _positions = Add("bert.embeddings.position_embeddings.weight", options.Positions, options.Hidden);
        _types = Add("bert.embeddings.token_type_embeddings.weight", options.TokenTypes, options.Hidden);
        _embeddingNorm = AddAffine("bert.embeddings.LayerNorm", options.Hidden);
        _blocks = [.. Enumerable.Range(0, options.Layers).Select(Block)];
        _pooler = AddAffine("bert.pooler.dense", options.Hidden, options.Hidden);
        _classifier = AddAffine("classifier", options.Outputs, options.Hidden);
    }

    /// <summary>Its shape.</summary>
    public BertOptions Options { get; }

    /// <inheritdoc />
    public override JsonObject Configuration => new()
    {
        ["architectures"] = new JsonArray("BertForSequenceClassification"),
        ["model_type"] = "bert",
        ["hidden_act"] = "gelu",
        ["num_hidden_layers"] = Options.Layers,
        ["hidden_size"] = Options.Hidden,
        ["num_attention_heads"] = Options.Heads,
        ["intermediate_size"] = Options.FeedForward,
        ["vocab_size"] = Options.Vocabulary,
        ["max_position_embeddings"] = Options.Positions,
        ["type_vocab_size"] = Options.TokenTypes,
        ["layer_norm_eps"] = Options.LayerNormEpsilon,
        ["initializer_range"] = Options.InitialisationStd,
        ["hidden_dropout_prob"] = 0.0,
        ["attention_probs_dropout_prob"] = 0.0,
        ["pad_token_id"] = 0,
        ["id2label"] = LabelNames(Options.Outputs),
    };

    /// <summary>Loads a Hugging Face folder.</summary>
    /// <param name="folder">A folder with <c>config.json</c> and weights in safetensors, whole or in shards.</param>
    /// <param name="type">Type of the parameters, to which weights of another are converted; float32 unless asked.</param>
    /// <param name="device">Where the parameters live; null for the processor.</param>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">The configuration is not one of a BERT classifier.</exception>
    /// <exception cref="SafetensorsException">The weights are damaged or do not fit the configuration.</exception>
    /// <remarks>The buffer <c>bert.embeddings.position_ids</c> of older files, which only counts from 0, is left aside.</remarks>
    public static Bert Load(string folder, ScalarType type = ScalarType.Float32, Device? device = null)
    {
        var files = ModelFolder.Open(folder);
        return files.Load(
            new Bert(BertOptions.Read(files.Config), type, device), name => name == "bert.embeddings.position_ids" ? null : name);
    }

    private protected override Parameter Words => _words;

    private protected override Tensor Forward(Tensor tokens, Tensor words, ForwardPass pass)
    {
        var embeddings = words + pass.Embedding("token type embeddings", tokens.select(1, 2), _types) + EmbedPositions(tokens, _positions, pass);
        var first = FirstThrough(_blocks, tokens, pass.LayerNorm(embeddings, _embeddingNorm, Options.LayerNormEpsilon), pass);
        return pass.Linear(pass.Linear(first, _pooler).tanh(), _classifier);
    }

    private static BertOptions Checked(BertOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return options;
    }

    private BertBlock Block(int layer)
    {
        var name = $"bert.encoder.layer.{layer}";
        return new BertBlock(
            Options.Heads,
            Options.LayerNormEpsilon,
            AddAffine($"{name}.attention.self.query", Options.Hidden, Options.Hidden),
            AddAffine($"{name}.attention.self.key", Options.Hidden, Options.Hidden),
            AddAffine($"{name}.attention.self.value", Options.Hidden, Options.Hidden),
            AddAffine($"{name}.attention.output.dense", Options.Hidden, Options.Hidden),
            AddAffine($"{name}.attention.output.LayerNorm", Options.Hidden),
            AddAffine($"{name}.intermediate.dense", Options.FeedForward, Options.Hidden),
            AddAffine($"{name}.output.dense", Options.Hidden, Options.FeedForward),
            AddAffine($"{name}.output.LayerNorm", Options.Hidden));
    }
}
