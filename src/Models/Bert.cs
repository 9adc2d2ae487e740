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
public sealed class Bert : Policy
{
    // Inputs that go through the blocks together: enough for full speed, few enough to be of like length.
    private const int Bucket = 32;

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
    public override Tensor forward(Tensor inputs)
    {
        // Inputs do not see each other, so that those of like length can go together and hardly any padding is computed.
        Require(inputs);
        var lengths = Lengths(inputs);
        var pass = new ForwardPass(traced: false);
        long[] order = [.. Enumerable.Range(0, lengths.Length).OrderBy(i => lengths[i]).Select(i => (long)i)];
        Tensor[] buckets = [.. order.Chunk(Bucket).Select(rows =>
            inputs.index_select(0, tensor(rows, device: inputs.device)).narrow(2, 0, lengths[rows[^1]]))];
        var words = Words(buckets, pass);
        var logits = cat([.. buckets.Zip(words, (tokens, embedded) => Forward(tokens, embedded, pass))]);
        return logits.index_select(0, tensor(order, device: inputs.device).argsort());
    }

    /// <inheritdoc />
    public override PolicyTrace Trace(Tensor inputs)
    {
        Require(inputs);
        var pass = new ForwardPass(traced: true);
        var tokens = inputs.narrow(2, 0, Lengths(inputs).Max());
        return new PolicyTrace(Forward(tokens, pass.Embedding("word embeddings", tokens.select(1, 0), _words), pass), pass.Layers);
    }

    // One lookup for all buckets: its gradient has the size of the whole table.
    private IEnumerable<Tensor> Words(Tensor[] buckets, ForwardPass pass)
    {
        var ids = cat([.. buckets.Select(tokens => tokens.select(1, 0).reshape(-1))]);
        var embedded = pass.Embedding("word embeddings", ids, _words).split([.. buckets.Select(tokens => tokens.shape[0] * tokens.shape[2])]);
        return buckets.Zip(embedded, (tokens, rows) => rows.view(tokens.shape[0], tokens.shape[2], -1));
    }

    private Tensor Forward(Tensor tokens, Tensor words, ForwardPass pass)
    {
        var (ids, mask, types) = (tokens.select(1, 0), tokens.select(1, 1), tokens.select(1, 2));
        var positions = arange(ids.shape[1], device: ids.device).expand(ids.shape);
        var embeddings = words
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

    // Up to the last token that is not padding; at least 1.
    private static long[] Lengths(Tensor inputs)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var ends = inputs.select(1, 1).ne(0).to(ScalarType.Int64) * arange(1, inputs.shape[2] + 1, device: inputs.device);
        return ends.amax([1]).clamp_min(1).cpu().data<long>().ToArray();
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
