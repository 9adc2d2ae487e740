using System.Text.Json.Nodes;
using TorchSharp.Modules;
using VanishingGradients.Models.HuggingFace;
using VanishingGradients.Models.Safetensors;
using VanishingGradients.Models.Tracing;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.Decoders;

/// <summary>
/// GPT-2 (Radford et al. 2019): learned positions, blocks whose attention and feed-forward layers read normalised states and add to them,
/// gelu in its tanh form, logits from the table of word embeddings. There is no dropout, as in the paper's experiments. Parameters have
/// Hugging Face's names; their matrices are [inputs, outputs].
/// </summary>
public sealed class Gpt2 : DecoderOnlyModel
{
    private const string Prefix = "transformer.";

    private readonly Parameter _words;
    private readonly Parameter _positions;
    private readonly Block[] _blocks;
    private readonly Affine _norm;
    private readonly long[] _hidden;

    /// <summary>A model with GPT-2's initialisation: weights normal, those that end a residual branch smaller by √(2 · layers), shifts 0,
    /// scales 1.</summary>
    /// <param name="options">Its shape.</param>
    /// <param name="initialisation">Random stream of the initial values.</param>
    /// <param name="type">Type of the parameters; float32 unless asked.</param>
    /// <param name="device">Where the parameters live; null for the processor. The initial values are the same everywhere.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    /// <exception cref="ModelMemoryException">There is not enough memory; the message tells how much it needs.</exception>
    public Gpt2(Gpt2Options options, Generator initialisation, ScalarType type = ScalarType.Float32, Device? device = null)
        : this(options, type, device)
    {
        ArgumentNullException.ThrowIfNull(initialisation);
        using var noGrad = no_grad();
        foreach (var (name, parameter) in named_parameters())
        {
            if (parameter.dim() == 2)
            {
                var endsBranch = name.EndsWith("c_proj.weight", StringComparison.Ordinal);
                Initialisation.DrawNormal(parameter, options.InitialisationStd / (endsBranch ? Math.Sqrt(2 * options.Layers) : 1), initialisation);
            }
            else
            {
                parameter.fill_(name.Contains(".ln_", StringComparison.Ordinal) && name.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0);
            }
        }
    }

    private Gpt2(Gpt2Options options, ScalarType type, Device? device)
        : base("gpt2", type, device)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (Options, _hidden) = (options, [options.Hidden]);
        _words = Add($"{Prefix}wte.weight", options.Vocabulary, options.Hidden);
        _positions = Add($"{Prefix}wpe.weight", options.Positions, options.Hidden);
        _blocks = [.. Enumerable.Range(0, options.Layers).Select(layer => new Block(this, layer))];
        _norm = AddAffine($"{Prefix}ln_f", options.Hidden);
        RequireMemory();
    }

    /// <summary>Its shape.</summary>
    public Gpt2Options Options { get; }

    /// <inheritdoc />
    public override int Vocabulary => Options.Vocabulary;

    /// <inheritdoc />
    public override int HiddenSize => Options.Hidden;

    /// <inheritdoc />
    public override int? Context => Options.Positions;

    /// <inheritdoc />
    public override int? EndId => Options.EndId < Vocabulary ? Options.EndId : null;

    /// <inheritdoc />
    public override JsonObject Configuration => Options.Write();

    private protected override int Layers => Options.Layers;

    private protected override (int Count, int Width) KeyValueHeads => (Options.Heads, Options.Hidden / Options.Heads);

    /// <summary>Loads a Hugging Face folder, also one of a bare GPT-2, whose names do not begin with <c>transformer.</c>.</summary>
    /// <param name="folder">A folder with <c>config.json</c> and weights in safetensors, whole or in shards.</param>
    /// <param name="type">Type of the parameters, to which weights of another are converted; float32 unless asked.</param>
    /// <param name="device">Where the parameters live; null for the processor.</param>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">The configuration is not one of a GPT-2 model that the kit can run.</exception>
    /// <exception cref="SafetensorsException">The weights are damaged or do not fit the configuration.</exception>
    /// <exception cref="ModelMemoryException">There is not enough memory; the message tells how much it needs.</exception>
    /// <remarks>Causal masks that old checkpoints hold, and a copy of the word embeddings as <c>lm_head.weight</c>, are left
    /// aside.</remarks>
    public static Gpt2 Load(string folder, ScalarType type = ScalarType.Float32, Device? device = null)
    {
        var files = ModelFolder.Open(folder);
        return files.Load(new Gpt2(Gpt2Options.Read(files.Config), type, device), name =>
            name == "lm_head.weight"
            || name.EndsWith(".attn.bias", StringComparison.Ordinal)
            || name.EndsWith(".attn.masked_bias", StringComparison.Ordinal) ? null
            : name.StartsWith(Prefix, StringComparison.Ordinal) ? name
            : Prefix + name);
    }

    /// <inheritdoc />
    public override Parameter OutputWords => _words;

    private protected override Tensor Run(Tensor ids, Tensor positions, CausalAttention attention)
    {
        var (batch, length) = (ids.shape[0], ids.shape[1]);
        // One row per token throughout, since everything but attention works on single tokens.
        var hidden = WordVectors(_words, ids) + _positions.index_select(0, positions.reshape(-1));
        foreach (var block in _blocks)
        {
            hidden = block.Forward(hidden, batch, length, attention);
        }

        return Normalised(hidden, _norm);
    }

    /// <inheritdoc />
    protected override LanguageModel NewLike() => new Gpt2(Options, Type, Device);

    private Tensor Normalised(Tensor hidden, Affine norm) =>
        nn.functional.layer_norm(hidden, _hidden, norm.Weight, norm.Bias, Options.LayerNormEpsilon);

    private Affine AddAffine(string name, params long[] shape) => new(name, Add($"{name}.weight", shape), Add($"{name}.bias", shape[^1]));

    private sealed class Block(Gpt2 model, int layer)
    {
        private readonly Affine _attentionNorm = model.AddAffine($"{Prefix}h.{layer}.ln_1", model.Options.Hidden);
        private readonly Affine _attention = model.AddAffine(
            $"{Prefix}h.{layer}.attn.c_attn", model.Options.Hidden, 3 * model.Options.Hidden);
        private readonly Affine _gathered = model.AddAffine($"{Prefix}h.{layer}.attn.c_proj", model.Options.Hidden, model.Options.Hidden);
        private readonly Affine _transformNorm = model.AddAffine($"{Prefix}h.{layer}.ln_2", model.Options.Hidden);
        private readonly Affine _inner = model.AddAffine(
            $"{Prefix}h.{layer}.mlp.c_fc", model.Options.Hidden, model.Options.FeedForward);
        private readonly Affine _outer = model.AddAffine(
            $"{Prefix}h.{layer}.mlp.c_proj", model.Options.FeedForward, model.Options.Hidden);

        internal Tensor Forward(Tensor hidden, long batch, long length, CausalAttention attention)
        {
            var (heads, width) = model.KeyValueHeads;
            // Queries, keys and values from one product, shape [3, B, H, T, w].
            var split = Linear(model.Normalised(hidden, _attentionNorm), _attention).view(batch, length, 3, heads, width).permute(2, 0, 3, 1, 4);
            var gathered = attention.Gather(layer, split.select(0, 0), new KeyValues(split.select(0, 1), split.select(0, 2)));
            if (layer == model.Layers - 1 && attention.Wanted is { } wanted)
            {
                (hidden, gathered) = (hidden.index_select(0, wanted), gathered.index_select(0, wanted));
            }

            hidden += Linear(gathered, _gathered);
            var inner = Linear(model.Normalised(hidden, _transformNorm), _inner).gelu(GELU.Approximate.tanh);
            return hidden + Linear(inner, _outer);
        }

        private static Tensor Linear(Tensor input, Affine layer) => addmm(layer.Bias, input, layer.Weight, 1, 1);
    }
}
