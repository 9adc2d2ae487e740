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
/// Inputs are int64 of shape [B, 3, T]: token ids, attention mask (1 for tokens, 0 for padding) and token types. Columns at the end
/// that are padding in the whole batch cost nothing.
/// </remarks>
public sealed class Bert : Policy
{
    private readonly ScalarType _type;
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
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public Bert(BertOptions options, Generator initialisation, ScalarType type = ScalarType.Float32)
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
                parameter.fill_(name.EndsWith("LayerNorm.weight", StringComparison.Ordinal) ? 1 : 0);
            }
        }

        // Id 0 is the padding token, whose row is 0.
        _words[0].zero_();
    }

    private Bert(BertOptions options, ScalarType type)
        : base("bert")
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (Options, _type) = (options, type);
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

    /// <summary>Loads a Hugging Face folder.</summary>
    /// <param name="folder">A folder with <c>config.json</c> and weights in safetensors, whole or in shards.</param>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">The configuration is not one of a BERT classifier.</exception>
    /// <exception cref="SafetensorsException">The weights are damaged or do not fit the configuration.</exception>
    /// <remarks>The buffer <c>bert.embeddings.position_ids</c> of older files, which only counts from 0, is left aside.</remarks>
    public static Bert Load(string folder)
    {
        var files = ModelFolder.Open(folder);
        return files.Load(
            new Bert(BertOptions.Read(files.Config), ScalarType.Float32), name => name == "bert.embeddings.position_ids" ? null : name);
    }

    /// <summary>Logits of the outputs.</summary>
    /// <param name="inputs">Shape [B, 3, T].</param>
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
        var tokens = WithoutPadding(inputs);
        var (ids, mask, types) = (tokens.select(1, 0), tokens.select(1, 1), tokens.select(1, 2));
        var positions = arange(ids.shape[1], device: ids.device).expand(ids.shape);
        var embeddings = pass.Embedding("word embeddings", ids, _words)
            + pass.Embedding("token type embeddings", types, _types)
            + pass.Embedding("position embeddings", positions, _positions);
        var hidden = pass.LayerNorm(embeddings, _embeddingNorm, Options.LayerNormEpsilon);
        var padding = mask.eq(0).unsqueeze(1).unsqueeze(1);
        foreach (var block in _blocks)
        {
            hidden = block.Forward(hidden, padding, pass);
        }

        return pass.Linear(pass.Linear(hidden.select(1, 0), _pooler).tanh(), _classifier);
    }

    private void Require(Tensor inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.dtype != ScalarType.Int64 || inputs.shape is not [_, 3, >= 1])
        {
            throw new ArgumentException(
                "BERT reads int64 ids, mask and token types of shape [B, 3, T]; "
                + $"given is {inputs.dtype} [{string.Join(", ", inputs.shape)}].",
                nameof(inputs));
        }

        if (inputs.shape[2] > Options.Positions)
        {
            throw new ArgumentException(
                $"Inputs of {inputs.shape[2]} tokens are too long for {Options.Positions} positions; cut them off.", nameof(inputs));
        }
    }

    private static Tensor WithoutPadding(Tensor inputs)
    {
        var length = inputs.shape[2];
        using var lengths = inputs.select(1, 1).ne(0).any(0).to(ScalarType.Int64) * arange(1, length + 1, device: inputs.device);
        return inputs.narrow(2, 0, Math.Max(1, lengths.max().item<long>()));
    }

    private Parameter Add(string name, params long[] shape)
    {
        var parameter = new Parameter(empty(shape, dtype: _type));
        register_parameter(name, parameter);
        return parameter;
    }

    private Affine AddAffine(string name, params long[] shape) => new(name, Add($"{name}.weight", shape), Add($"{name}.bias", shape[0]));

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
