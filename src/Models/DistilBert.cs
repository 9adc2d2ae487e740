using System.Text.Json.Nodes;
using TorchSharp.Modules;
using VanishingGradients.Models.HuggingFace;
using VanishingGradients.Models.Safetensors;
using VanishingGradients.Models.Tracing;
using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>
/// A sequence classifier on DistilBERT (Sanh et al. 2019): BERT's blocks without token types, then relu of a linear layer on the first
/// token, then a linear layer. The paper's sentiment reward (IMDB) is one. There is no dropout. Parameters have Hugging Face's names.
/// </summary>
/// <remarks>
/// Inputs are int64 of shape [B, 2, T]: token ids and attention mask (1 for tokens, 0 for padding). Padding at the end costs next to
/// nothing.
/// </remarks>
public sealed class DistilBert : BertClassifier
{
    // The one that published models are trained with; their configuration does not tell it.
    private const double LayerNormEpsilon = 1e-12;

    private readonly Parameter _words;
    private readonly Parameter _positions;
    private readonly Affine _embeddingNorm;
    private readonly BertBlock[] _blocks;
    private readonly Affine _first;
    private readonly Affine _classifier;

    /// <summary>A classifier with BERT's initialisation: weights normal, shifts 0, scales 1.</summary>
    /// <param name="options">Its shape.</param>
    /// <param name="initialisation">Random stream of the initial values.</param>
    /// <param name="type">Type of the parameters; float32 unless asked.</param>
    /// <param name="device">Where the parameters live; null for the processor. The initial values are the same everywhere.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public DistilBert(DistilBertOptions options, Generator initialisation, ScalarType type = ScalarType.Float32, Device? device = null)
        : this(options, type, device)
    {
        Initialise(options.InitialisationStd, initialisation);
    }

    private DistilBert(DistilBertOptions options, ScalarType type, Device? device)
        : base("distilbert", type, device, Checked(options).Positions, "ids", "mask")
    {
        Options = options;
        _words = Add("distilbert.embeddings.word_embeddings.weight", options.Vocabulary, options.Hidden);
        _positions = Add("distilbert.embeddings.position_embeddings.weight", options.Positions, options.Hidden);
        _embeddingNorm = AddAffine("distilbert.embeddings.LayerNorm", options.Hidden);
        _blocks = [.. Enumerable.Range(0, options.Layers).Select(Block)];
        _first = AddAffine("pre_classifier", options.Hidden, options.Hidden);
        _classifier = AddAffine("classifier", options.Outputs, options.Hidden);
    }

    /// <summary>Its shape.</summary>
    public DistilBertOptions Options { get; }

    /// <inheritdoc />
    public override JsonObject Configuration => new()
    {
        ["architectures"] = new JsonArray("DistilBertForSequenceClassification"),
        ["model_type"] = "distilbert",
        ["activation"] = "gelu",
        ["n_layers"] = Options.Layers,
        ["dim"] = Options.Hidden,
        ["n_heads"] = Options.Heads,
        ["hidden_dim"] = Options.FeedForward,
        ["vocab_size"] = Options.Vocabulary,
        ["max_position_embeddings"] = Options.Positions,
        ["initializer_range"] = Options.InitialisationStd,
        ["dropout"] = 0.0,
        ["attention_dropout"] = 0.0,
        ["seq_classif_dropout"] = 0.0,
        ["pad_token_id"] = 0,
        ["id2label"] = LabelNames(Options.Outputs),
    };

    /// <summary>Loads a Hugging Face folder.</summary>
    /// <param name="folder">A folder with <c>config.json</c> and weights in safetensors, whole or in shards.</param>
    /// <param name="type">Type of the parameters, to which weights of another are converted; float32 unless asked.</param>
    /// <param name="device">Where the parameters live; null for the processor.</param>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">The configuration is not one of a DistilBERT classifier.</exception>
    /// <exception cref="SafetensorsException">The weights are damaged or do not fit the configuration.</exception>
    public static DistilBert Load(string folder, ScalarType type = ScalarType.Float32, Device? device = null)
    {
        var files = ModelFolder.Open(folder);
        return files.Load(new DistilBert(DistilBertOptions.Read(files.Config), type, device));
    }

    private protected override Parameter Words => _words;

    private protected override Tensor Forward(Tensor tokens, Tensor words, ForwardPass pass)
    {
        var embeddings = pass.LayerNorm(words + EmbedPositions(tokens, _positions, pass), _embeddingNorm, LayerNormEpsilon);
        var first = FirstThrough(_blocks, tokens, embeddings, pass);
        return pass.Linear(pass.Linear(first, _first).relu(), _classifier);
    }

    private static DistilBertOptions Checked(DistilBertOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return options;
    }

    private BertBlock Block(int layer)
    {
        var name = $"distilbert.transformer.layer.{layer}";
        return new BertBlock(
            Options.Heads,
            LayerNormEpsilon,
            AddAffine($"{name}.attention.q_lin", Options.Hidden, Options.Hidden),
            AddAffine($"{name}.attention.k_lin", Options.Hidden, Options.Hidden),
            AddAffine($"{name}.attention.v_lin", Options.Hidden, Options.Hidden),
            AddAffine($"{name}.attention.out_lin", Options.Hidden, Options.Hidden),
            AddAffine($"{name}.sa_layer_norm", Options.Hidden),
            AddAffine($"{name}.ffn.lin1", Options.FeedForward, Options.Hidden),
            AddAffine($"{name}.ffn.lin2", Options.Hidden, Options.FeedForward),
            AddAffine($"{name}.output_layer_norm", Options.Hidden));
    }
}
