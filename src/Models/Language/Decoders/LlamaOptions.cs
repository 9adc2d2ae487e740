using System.Text.Json.Nodes;
using VanishingGradients.Models.HuggingFace;

namespace VanishingGradients.Models.Language.Decoders;

/// <summary>The shape of a Llama model (Touvron et al. 2023).</summary>
public sealed record LlamaOptions
{
    /// <summary>Transformer blocks, at least 1. <value>6 (llama2.c's 15M model).</value></summary>
    public int Layers { get; init; } = 6;

    /// <summary>Width of the hidden states, an even multiple of <see cref="Heads"/>. <value>288 (llama2.c's 15M model).</value></summary>
    public int Hidden { get; init; } = 288;

    /// <summary>Query heads of a block, a multiple of <see cref="KeyValueHeads"/>. <value>6 (llama2.c's 15M model).</value></summary>
    public int Heads { get; init; } = 6;

    /// <summary>Key and value heads of a block, at least 1; neighbouring query heads share one. <value><see cref="Heads"/> unless
    /// set.</value></summary>
    public int KeyValueHeads
    {
        get => field == 0 ? Heads : field;
        init;
    }

    /// <summary>Width inside the feed-forward layers, at least 1. <value>768 (llama2.c's 15M model).</value></summary>
    public int FeedForward { get; init; } = 768;

    /// <summary>Token ids, at least 1. <value>32000 (Llama).</value></summary>
    public int Vocabulary { get; init; } = 32000;

    /// <summary>Most tokens of a sequence, at least 1. <value>256 (llama2.c's 15M model).</value></summary>
    public int Positions { get; init; } = 256;

    /// <summary>Whether logits come from the table of word embeddings. <value>true (llama2.c).</value></summary>
    public bool TiedEmbeddings { get; init; } = true;

    /// <summary>Added to the mean square in normalisations, above 0. <value>1e-5 (llama2.c).</value></summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>θ of the rotary positions: pair i of a head turns by position · θ^(-2i / width). Above 0. <value>10000
    /// (Llama).</value></summary>
    public double RotaryBase { get; init; } = 10_000;

    /// <summary>Standard deviation of the initial weights, at least 0. <value>0.02 (Llama).</value></summary>
    public double InitialisationStd { get; init; } = 0.02;

    /// <summary>Reads the <c>config.json</c> of a Llama model with plain rotary positions.</summary>
    /// <param name="config">The configuration.</param>
    /// <exception cref="InvalidDataException">It is not one of a Llama model that the kit can run; the message names the
    /// property.</exception>
    public static LlamaOptions Read(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Expect("model_type", "llama");
        config.Expect("hidden_act", "silu");
        config.Expect("attention_bias", false, absent: false);
        config.Expect("mlp_bias", false, absent: false);
        var rotary = Rotary(config, "rope_parameters") ?? Rotary(config, "rope_scaling") ?? config;
        var (hidden, heads) = (config.Int("hidden_size"), config.Int("num_attention_heads"));
        if (config.Int("head_dim", hidden / heads) is var width && width * heads != hidden)
        {
            throw new InvalidDataException($"'head_dim' is {width}; {hidden / heads} is expected, hidden size / attention heads.");
        }

        return new LlamaOptions
        {
            Layers = config.Int("num_hidden_layers"),
            Hidden = hidden,
            Heads = heads,
            KeyValueHeads = config.Int("num_key_value_heads", heads),
            FeedForward = config.Int("intermediate_size"),
            Vocabulary = config.Int("vocab_size"),
            Positions = config.Int("max_position_embeddings", 2048),
            TiedEmbeddings = config.Bool("tie_word_embeddings", false),
            NormEpsilon = config.Number("rms_norm_eps", 1e-6),
            RotaryBase = rotary.Number("rope_theta", config.Number("rope_theta", 10_000)),
            InitialisationStd = config.Number("initializer_range", 0.02),
        };
    }

    // Older files tell the base beside the scaling, newer ones within; "type" is an old name.
    private static ModelConfig? Rotary(ModelConfig config, string name)
    {
        var rotary = config.Section(name);
        rotary?.Expect(rotary.Has("rope_type") || !rotary.Has("type") ? "rope_type" : "type", "default");
        return rotary;
    }

    internal JsonObject Write() => new()
    {
        ["architectures"] = new JsonArray("LlamaForCausalLM"),
        ["model_type"] = "llama",
        ["hidden_act"] = "silu",
        ["num_hidden_layers"] = Layers,
        ["hidden_size"] = Hidden,
        ["num_attention_heads"] = Heads,
        ["num_key_value_heads"] = KeyValueHeads,
        ["intermediate_size"] = FeedForward,
        ["vocab_size"] = Vocabulary,
        ["max_position_embeddings"] = Positions,
        ["tie_word_embeddings"] = TiedEmbeddings,
        ["rms_norm_eps"] = NormEpsilon,
        ["rope_theta"] = RotaryBase,
        ["initializer_range"] = InitialisationStd,
    };

    internal void Validate()
    {
        ShapeCheck.AtLeastOne(
            (nameof(Layers), Layers), (nameof(Hidden), Hidden), (nameof(Heads), Heads), (nameof(KeyValueHeads), KeyValueHeads),
            (nameof(FeedForward), FeedForward), (nameof(Vocabulary), Vocabulary), (nameof(Positions), Positions));

        ShapeCheck.Positive((nameof(NormEpsilon), NormEpsilon), (nameof(RotaryBase), RotaryBase));
        ArgumentOutOfRangeException.ThrowIfNegative(InitialisationStd);
        if (Hidden % (2 * Heads) != 0)
        {
            throw new ArgumentException($"{nameof(Hidden)} is {Hidden}, which is no even multiple of {nameof(Heads)}, {Heads}.");
        }

        ShapeCheck.Multiple(nameof(Heads), Heads, nameof(KeyValueHeads), KeyValueHeads);
    }
}
