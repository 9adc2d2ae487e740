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
/// Inputs are int64 of shape [B, 2, T]: token ids and attention mask (1 for tokens, 0 for padding). Columns at the end that are padding
/// in the whole batch cost nothing.
/// </remarks>
public sealed class DistilBert : Policy
{
    // The one that published models are trained with; their configuration does not tell it.
    private const double LayerNormEpsilon = 1e-12;

    private readonly ScalarType _type;
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
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public DistilBert(DistilBertOptions options, Generator initialisation, ScalarType type = ScalarType.Float32)
        : this(options, type)
    {
        ArgumentNullException.ThrowIfNull(initialisation);
        using var noGrad = no_grad();
        foreach (var (name, parameter) in named_parameters())
        {
            if (parameter.dim() == 2)
            {
                parameter.normal_(0, options.InitialisationStd, initialisation);
            }
            else
            {
                parameter.fill_(name.EndsWith("norm.weight", StringComparison.OrdinalIgnoreCase) ? 1 : 0);
            }
        }

        // Id 0 is the padding token, whose row is 0.
        _words[0].zero_();
    }

    private DistilBert(DistilBertOptions options, ScalarType type)
        : base("distilbert")
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (Options, _type) = (options, type);
        _words = Add("distilbert.embeddings.word_embeddings.weight", options.Vocabulary, options.Hidden);
        _positions = Add("distilbert.embeddings.position_embeddings.weight", options.Positions, options.Hidden);
        _embeddingNorm = AddAffine("distilbert.embeddings.LayerNorm", options.Hidden);
        _blocks = [.. Enumerable.Range(0, options.Layers).Select(Block)];
        _first = AddAffine("pre_classifier", options.Hidden, options.Hidden);
        _classifier = AddAffine("classifier", options.Outputs, options.Hidden);
    }

    /// <summary>Its shape.</summary>
    public DistilBertOptions Options { get; }

    /// <summary>Loads a Hugging Face folder.</summary>
    /// <param name="folder">A folder with <c>config.json</c> and weights in safetensors, whole or in shards.</param>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">The configuration is not one of a DistilBERT classifier.</exception>
    /// <exception cref="SafetensorsException">The weights are damaged or do not fit the configuration.</exception>
    public static DistilBert Load(string folder)
    {
        var files = ModelFolder.Open(folder);
        return files.Load(new DistilBert(DistilBertOptions.Read(files.Config), ScalarType.Float32));
    }

    /// <summary>Logits of the outputs.</summary>
    /// <param name="inputs">Shape [B, 2, T].</param>
    /// <returns>Shape [B, K].</returns>
    /// <exception cref="ArgumentException">Another shape or type, or more tokens than positions.</exception>
    public override Tensor forward(Tensor inputs) => Forward(inputs, new ForwardPass(traced: false));

    /// <inheritdoc />
    public override PolicyTrace Trace(Tensor inputs)
    {
        var pass = new ForwardPass(traced: true);
        return new PolicyTrace(Forward(inputs, pass), pass.Layers);
    }

    private Tensor Forward(Tensor inputs, ForwardPass pass)
    {
        Require(inputs);
        var tokens = inputs.narrow(2, 0, Length(inputs));
        var (ids, mask) = (tokens.select(1, 0), tokens.select(1, 1));
        var positions = arange(ids.shape[1], device: ids.device).expand(ids.shape);
        var embeddings = pass.Embedding("word embeddings", ids, _words) + pass.Embedding("position embeddings", positions, _positions);
        var hidden = pass.LayerNorm(embeddings, _embeddingNorm, LayerNormEpsilon);
        var padding = mask.eq(0).unsqueeze(1).unsqueeze(1);
        foreach (var block in _blocks)
        {
            hidden = block.Forward(hidden, padding, pass);
        }

        return pass.Linear(pass.Linear(hidden.select(1, 0), _first).relu(), _classifier);
    }

    private void Require(Tensor inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.dtype != ScalarType.Int64 || inputs.shape is not [_, 2, >= 1])
        {
            throw new ArgumentException(
                $"DistilBERT reads int64 ids and mask of shape [B, 2, T]; given is {inputs.dtype} [{string.Join(", ", inputs.shape)}].",
                nameof(inputs));
        }

        if (inputs.shape[2] > Options.Positions)
        {
            throw new ArgumentException(
                $"Inputs of {inputs.shape[2]} tokens are too long for {Options.Positions} positions; cut them off.", nameof(inputs));
        }
    }

    // Up to the last column that is not padding in every row; at least 1.
    private static long Length(Tensor inputs)
    {
        using var scope = NewDisposeScope();
        var ends = inputs.select(1, 1).ne(0).any(0).to(ScalarType.Int64) * arange(1, inputs.shape[2] + 1, device: inputs.device);
        return Math.Max(1, ends.max().item<long>());
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

    private Parameter Add(string name, params long[] shape)
    {
        var parameter = new Parameter(empty(shape, dtype: _type));
        register_parameter(name, parameter);
        return parameter;
    }

    private Affine AddAffine(string name, params long[] shape) => new(name, Add($"{name}.weight", shape), Add($"{name}.bias", shape[0]));
}
