using System.Text.Json.Nodes;
using TorchSharp.Modules;
using VanishingGradients.Models.HuggingFace;
using VanishingGradients.Models.Safetensors;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.T5;

/// <summary>
/// T5, an encoder-decoder over text (Raffel et al. 2020), versions 1.0 and 1.1. The prompt is encoded, the completion is decoded from the
/// start token. There is no dropout, as in the paper's reinforcement finetuning. Parameters have Hugging Face's names.
/// </summary>
/// <remarks>The state that <see cref="HiddenStates"/> gives is the decoder's after its last normalisation; where embeddings are tied,
/// <see cref="LanguageModel.Project"/> divides it by √d.</remarks>
public sealed class T5Model : LanguageModel
{
    private readonly Parameter _words;
    private readonly Parameter? _head;

    /// <summary>A model with T5's initialisation: normal weights whose standard deviation depends on the width of what they read.</summary>
    /// <param name="options">Its shape.</param>
    /// <param name="initialisation">Random stream of the initial values.</param>
    /// <param name="type">Type of the parameters; float32 unless asked.</param>
    /// <param name="device">Where the parameters live; null for the processor. The initial values are the same everywhere.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    /// <exception cref="ModelMemoryException">There is not enough memory; the message tells how much it needs.</exception>
    public T5Model(T5Options options, Generator initialisation, ScalarType type = ScalarType.Float32, Device? device = null)
        : this(options, type, device)
    {
        ArgumentNullException.ThrowIfNull(initialisation);
        using var noGrad = no_grad();
        foreach (var (name, parameter) in named_parameters())
        {
            if (parameter.dim() == 1)
            {
                parameter.fill_(options.InitialisationFactor);
            }
            else
            {
                Initialisation.DrawNormal(parameter, options.InitialisationFactor * UnitStd(name.Split('.')[^2]), initialisation);
            }
        }
    }

    private T5Model(T5Options options, ScalarType type, Device? device)
        : base("t5", type, device)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;
        _words = Add("shared.weight", options.Vocabulary, options.Hidden);
        Encoder = new T5Stack(this, "encoder", options.EncoderLayers, isDecoder: false);
        Decoder = new T5Stack(this, "decoder", options.DecoderLayers, isDecoder: true);
        _head = options.TiedEmbeddings ? null : Add("lm_head.weight", options.Vocabulary, options.Hidden);
        RequireMemory();
    }

    /// <summary>Its shape.</summary>
    public T5Options Options { get; }

    /// <inheritdoc />
    public override int Vocabulary => Options.Vocabulary;

    /// <inheritdoc />
    public override int HiddenSize => Options.Hidden;

    /// <summary>null: relative positions have no end.</summary>
    public override int? Context => null;

    /// <inheritdoc />
    public override int? DecoderStart => Options.StartId;

    /// <inheritdoc />
    public override int? EndId => Options.EndId;

    /// <inheritdoc />
    public override JsonObject Configuration => Options.Write();

    /// <summary>Loads a Hugging Face folder.</summary>
    /// <param name="folder">A folder with <c>config.json</c> and weights in safetensors, whole or in shards.</param>
    /// <param name="type">Type of the parameters, to which weights of another are converted; float32 unless asked.</param>
    /// <param name="device">Where the parameters live; null for the processor.</param>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">The configuration is not one of a T5 model.</exception>
    /// <exception cref="SafetensorsException">The weights are damaged or do not fit the configuration.</exception>
    /// <exception cref="ModelMemoryException">There is not enough memory; the message tells how much it needs.</exception>
    /// <remarks>Copies of <c>shared.weight</c> under other names and a position bias that old checkpoints hold for the attention to the
    /// encoder, which never uses it, are left aside.</remarks>
    public static T5Model Load(string folder, ScalarType type = ScalarType.Float32, Device? device = null)
    {
        var files = ModelFolder.Open(folder);
        var options = T5Options.Read(files.Config);
        return files.Load(new T5Model(options, type, device), name => IsIgnorable(name, options) ? null : name);
    }

    /// <inheritdoc />
    public override Tensor HiddenStates(TokenRows prompts, TokenRows completions)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(completions);
        if (prompts.Count != completions.Count || completions.Length == 0)
        {
            throw new ArgumentException(
                $"{prompts.Count} prompts and {completions.Count} completions of {completions.Length} tokens: "
                + "there must be one completion for each prompt, of at least one token.",
                nameof(completions));
        }

        var encoded = Encode(prompts);
        var encoderBias = PaddingBias(prompts);
        var length = completions.Length;
        var hidden = Embed(ShiftedRight(completions));
        var later = ones([length, length], ScalarType.Bool, hidden.device).triu(1);
        var bias = Decoder.Positions.Bias(0, length, length).masked_fill(later, finfo(Type).min);
        foreach (var block in Decoder.Blocks)
        {
            hidden = block.Forward(hidden, bias, encoder: (block.ReadEncoder(encoded), encoderBias));
        }

        return Decoder.Normalised(hidden);
    }

    /// <inheritdoc />
    public override Parameter OutputWords => _head ?? _words;

    /// <inheritdoc />
    public override double OutputScale => _head is null ? Math.Pow(Options.Hidden, -0.5) : 1;

    /// <inheritdoc />
    public override DecodingState Start(TokenRows prompts)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var encoded = Encode(prompts);
        var state = new T5State(this, [.. Decoder.Blocks.Select(block => block.ReadEncoder(encoded))], PaddingBias(prompts));
        Advance(state, full([prompts.Count], Options.StartId, ScalarType.Int64, prompts.Ids.device));
        return state;
    }

    /// <inheritdoc />
    public override void Advance(DecodingState state, Tensor tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        if (state is not T5State own || own.Model != this)
        {
            throw new ArgumentException("The state belongs to another model; advance it with the model that started it.", nameof(state));
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var hidden = Embed(tokens.unsqueeze(1));
        var length = own.Cache.Length;
        var bias = Decoder.Positions.Bias(length, 1, length + 1);
        own.Cache.Reserved(1, Decoder.Blocks.Count, Options.Heads, Options.HeadWidth, tokens.shape[0], like: _words);
        for (var i = 0; i < Decoder.Blocks.Count; i++)
        {
            hidden = Decoder.Blocks[i].Forward(hidden, bias, (own.Cache, i), own.Encoder(i));
        }

        own.Cache.Appended(1);
        own.SetLogits(Project(Decoder.Normalised(hidden).select(1, 0)));
    }

    internal T5Stack Encoder { get; }

    internal T5Stack Decoder { get; }

    /// <summary>The encoder's output.</summary>
    /// <param name="prompts">B prompts of S tokens.</param>
    /// <returns>Shape [B, S, d].</returns>
    internal Tensor Encode(TokenRows prompts)
    {
        var hidden = Embed(WithoutPadding(prompts));
        var bias = Encoder.Positions.Bias(0, prompts.Length, prompts.Length) + PaddingBias(prompts);
        foreach (var block in Encoder.Blocks)
        {
            hidden = block.Forward(hidden, bias);
        }

        return Encoder.Normalised(hidden);
    }

    /// <inheritdoc />
    protected override LanguageModel NewLike() => new T5Model(Options, Type, Device);

    // The published scheme: products of unit-variance inputs with these weights keep unit variance, and queries carry the division by √width.
    private double UnitStd(string matrix) => matrix switch
    {
        "shared" or "lm_head" => 1,
        "q" => Math.Pow((double)Options.Hidden * Options.HeadWidth, -0.5),
        "o" => Math.Pow((double)Options.Heads * Options.HeadWidth, -0.5),
        "wo" => Math.Pow(Options.FeedForwardWidth, -0.5),
        _ => Math.Pow(Options.Hidden, -0.5),
    };

    private static bool IsIgnorable(string name, T5Options options) =>
        name is "encoder.embed_tokens.weight" or "decoder.embed_tokens.weight"
            or "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight"
        || (name == "lm_head.weight" && options.TiedEmbeddings);

    private Tensor Embed(Tensor ids) => WordVectors(_words, ids).view(ids.shape[0], ids.shape[1], -1);

    // What stands at padding may be no token at all, as the -100 of ignored labels.
    private Tensor WithoutPadding(TokenRows rows) => rows.Ids.masked_fill(rows.Mask.eq(0), Options.PadId);

    private Tensor ShiftedRight(TokenRows completions) => nn.functional.pad(
        WithoutPadding(completions).narrow(1, 0, completions.Length - 1), [1, 0], value: Options.StartId);

    private Tensor PaddingBias(TokenRows prompts) =>
        zeros_like(prompts.Mask, dtype: Type).masked_fill(prompts.Mask.eq(0), finfo(Type).min).unsqueeze(1).unsqueeze(1);
}
