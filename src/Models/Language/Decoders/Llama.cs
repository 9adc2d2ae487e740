using System.Text.Json.Nodes;
using TorchSharp.Modules;
using VanishingGradients.Models.HuggingFace;
using VanishingGradients.Models.Safetensors;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.Decoders;

/// <summary>
/// Llama (Touvron et al. 2023): rotary positions, blocks whose attention and feed-forward layers read states normalised by their root mean
/// square and add to them, shared key and value heads, feed-forward layers W₂(silu(W₁x) ⊙ W₃x). No layer has a bias and there is no dropout.
/// Parameters have Hugging Face's names; their matrices are [outputs, inputs].
/// </summary>
public sealed class Llama : DecoderOnlyModel
{
    private const string Head = "lm_head.weight";

    private readonly Parameter _words;
    private readonly Block[] _blocks;
    private readonly Parameter _norm;
    private readonly Parameter _head;

    /// <summary>A model with Llama's initialisation: weights normal, scales 1.</summary>
    /// <param name="options">Its shape.</param>
    /// <param name="initialisation">Random stream of the initial values.</param>
    /// <param name="type">Type of the parameters; float32 unless asked.</param>
    /// <param name="device">Where the parameters live; null for the processor. The initial values are the same everywhere.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    /// <exception cref="ModelMemoryException">There is not enough memory; the message tells how much it needs.</exception>
    public Llama(LlamaOptions options, Generator initialisation, ScalarType type = ScalarType.Float32, Device? device = null)
        : this(options, type, device)
    {
        ArgumentNullException.ThrowIfNull(initialisation);
        using var noGrad = no_grad();
        foreach (var parameter in parameters())
        {
            if (parameter.dim() == 2)
            {
                Initialisation.DrawNormal(parameter, options.InitialisationStd, initialisation);
            }
            else
            {
                parameter.fill_(1);
            }
        }
    }

    internal Llama(LlamaOptions options, ScalarType type, Device? device)
        : base("llama", type, device)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;
        _words = Add("model.embed_tokens.weight", options.Vocabulary, options.Hidden);
        _blocks = [.. Enumerable.Range(0, options.Layers).Select(layer => new Block(this, layer))];
        _norm = Add("model.norm.weight", options.Hidden);
        _head = options.TiedEmbeddings ? _words : Add(Head, options.Vocabulary, options.Hidden);
        RequireMemory();
    }

    /// <summary>Its shape.</summary>
    public LlamaOptions Options { get; }

    /// <inheritdoc />
    public override int Vocabulary => Options.Vocabulary;

    /// <inheritdoc />
    public override int HiddenSize => Options.Hidden;

    /// <inheritdoc />
    public override int? Context => Options.Positions;

    /// <inheritdoc />
    public override JsonObject Configuration => Options.Write();

    private protected override int Layers => Options.Layers;

    private protected override (int Count, int Width) KeyValueHeads => (Options.KeyValueHeads, Options.Hidden / Options.Heads);

    /// <summary>Loads a Hugging Face folder.</summary>
    /// <param name="folder">A folder with <c>config.json</c> and weights in safetensors, whole or in shards.</param>
    /// <param name="type">Type of the parameters, to which weights of another are converted; float32 unless asked.</param>
    /// <param name="device">Where the parameters live; null for the processor.</param>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">The configuration is not one of a Llama model that the kit can run.</exception>
    /// <exception cref="SafetensorsException">The weights are damaged or do not fit the configuration.</exception>
    /// <exception cref="ModelMemoryException">There is not enough memory; the message tells how much it needs.</exception>
    public static Llama Load(string folder, ScalarType type = ScalarType.Float32, Device? device = null)
    {
        var files = ModelFolder.Open(folder);
        var options = LlamaOptions.Read(files.Config);
        return files.Load(new Llama(options, type, device), name =>
            (name == Head && options.TiedEmbeddings) || name.EndsWith("rotary_emb.inv_freq", StringComparison.Ordinal) ? null : name);
    }

    /// <inheritdoc />
    public override Parameter OutputWords => _head;

    private protected override Tensor Run(Tensor ids, Tensor positions, CausalAttention attention)
    {
        var (batch, length) = (ids.shape[0], ids.shape[1]);
        var rotation = new Rotation(positions, KeyValueHeads.Width, Options.RotaryBase, Type);
        // One row per token throughout, since everything but attention works on single tokens.
        var hidden = WordVectors(_words, ids);
        foreach (var block in _blocks)
        {
            hidden = block.Forward(hidden, batch, length, rotation, attention);
        }

        return Normalised(hidden, _norm);
    }

    /// <inheritdoc />
    protected override LanguageModel NewLike() => new Llama(Options, Type, Device);

    private Tensor Normalised(Tensor hidden, Parameter scale) => RmsNorm.Of(hidden, scale, Options.NormEpsilon);

    private sealed class Block
    {
        private readonly Llama _model;
        private readonly int _layer;
        private readonly Parameter _attentionNorm;
        private readonly Parameter _queries;
        private readonly Parameter _keys;
        private readonly Parameter _values;
        private readonly Parameter _gathered;
        private readonly Parameter _transformNorm;
        private readonly Parameter _gate;
        private readonly Parameter _inner;
        private readonly Parameter _outer;

        internal Block(Llama model, int layer)
        {
            (_model, _layer) = (model, layer);
            var (options, name) = (model.Options, $"model.layers.{layer}");
            var shared = model.KeyValueHeads.Count * model.KeyValueHeads.Width;
            _attentionNorm = model.Add($"{name}.input_layernorm.weight", options.Hidden);
            _queries = model.Add($"{name}.self_attn.q_proj.weight", options.Hidden, options.Hidden);
            _keys = model.Add($"{name}.self_attn.k_proj.weight", shared, options.Hidden);
            _values = model.Add($"{name}.self_attn.v_proj.weight", shared, options.Hidden);
            _gathered = model.Add($"{name}.self_attn.o_proj.weight", options.Hidden, options.Hidden);
            _transformNorm = model.Add($"{name}.post_attention_layernorm.weight", options.Hidden);
            _gate = model.Add($"{name}.mlp.gate_proj.weight", options.FeedForward, options.Hidden);
            _inner = model.Add($"{name}.mlp.up_proj.weight", options.FeedForward, options.Hidden);
            _outer = model.Add($"{name}.mlp.down_proj.weight", options.Hidden, options.FeedForward);
        }

        internal Tensor Forward(Tensor hidden, long batch, long length, Rotation rotation, CausalAttention attention)
        {
            var normalised = _model.Normalised(hidden, _attentionNorm);
            Tensor Heads(Parameter weight) => nn.functional.linear(normalised, weight).view(batch, length, -1, _model.KeyValueHeads.Width);
            KeyValues memory = new(rotation.Of(Heads(_keys)).transpose(1, 2), Heads(_values).transpose(1, 2));
            var gathered = attention.Gather(_layer, rotation.Of(Heads(_queries)).transpose(1, 2), memory);
            if (_layer == _model.Layers - 1 && attention.Wanted is { } wanted)
            {
                (hidden, gathered) = (hidden.index_select(0, wanted), gathered.index_select(0, wanted));
            }

            hidden += nn.functional.linear(gathered, _gathered);
            normalised = _model.Normalised(hidden, _transformNorm);
            var inner = nn.functional.linear(normalised, _gate).silu() * nn.functional.linear(normalised, _inner);
            return hidden + nn.functional.linear(inner, _outer);
        }
    }
}
