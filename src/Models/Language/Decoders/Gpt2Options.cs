using System.Text.Json.Nodes;
using VanishingGradients.Models.HuggingFace;

namespace VanishingGradients.Models.Language.Decoders;

/// <summary>The shape of a GPT-2 model (Radford et al. 2019).</summary>
public sealed record Gpt2Options
{
    /// <summary>GPT-2 small, 124 million parameters: the paper's language model for texts (GRUE).</summary>
    public static Gpt2Options Small { get; } = new();

    /// <summary>Transformer blocks, at least 1. <value>12 (GPT-2 small).</value></summary>
    public int Layers { get; init; } = 12;

    /// <summary>Width of the hidden states, a multiple of <see cref="Heads"/>. <value>768 (GPT-2 small).</value></summary>
    public int Hidden { get; init; } = 768;

    /// <summary>Attention heads of a block, at least 1. <value>12 (GPT-2 small).</value></summary>
    public int Heads { get; init; } = 12;

    /// <summary>Width inside the feed-forward layers, at least 1. <value>4 · <see cref="Hidden"/> unless set (GPT-2).</value></summary>
    public int FeedForward
    {
        get => field == 0 ? 4 * Hidden : field;
        init;
    }

    /// <summary>Token ids, at least 1. <value>50257 (GPT-2).</value></summary>
    public int Vocabulary { get; init; } = 50257;

    /// <summary>Most tokens of a sequence, at least 1. <value>1024 (GPT-2).</value></summary>
    public int Positions { get; init; } = 1024;

    /// <summary>Added to the variance in layer normalisations, above 0. <value>1e-5 (GPT-2).</value></summary>
    public double LayerNormEpsilon { get; init; } = 1e-5;

    /// <summary>Standard deviation of the initial weights, at least 0. <value>0.02 (GPT-2).</value></summary>
    public double InitialisationStd { get; init; } = 0.02;

    /// <summary>Id of the token that begins and ends a text. <value>50256 (GPT-2).</value></summary>
    public int EndId { get; init; } = 50256;

    /// <summary>Reads the <c>config.json</c> of a GPT-2 model.</summary>
    /// <param name="config">The configuration.</param>
    /// <exception cref="InvalidDataException">It is not one of a GPT-2 model that the kit can run; the message names the
    /// property.</exception>
    public static Gpt2Options Read(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Expect("model_type", "gpt2");
        config.Expect("activation_function", "gelu_new");
        config.Expect("tie_word_embeddings", true, absent: true);
        config.Expect("scale_attn_weights", true, absent: true);
        config.Expect("scale_attn_by_inverse_layer_idx", false, absent: false);
        config.Expect("add_cross_attention", false, absent: false);
        var hidden = config.Int("n_embd");
        return new Gpt2Options
        {
            Layers = config.Int("n_layer"),
            Hidden = hidden,
            Heads = config.Int("n_head"),
            FeedForward = config.Int("n_inner", 4 * hidden),
            Vocabulary = config.Int("vocab_size"),
            Positions = config.Int("n_positions"),
            LayerNormEpsilon = config.Number("layer_norm_epsilon"),
            InitialisationStd = config.Number("initializer_range", 0.02),
            EndId = config.Int("eos_token_id", 50256),
        };
    }

    internal JsonObject Write() => new()
    {
        ["architectures"] = new JsonArray("GPT2LMHeadModel"),
        ["model_type"] = "gpt2",
        ["activation_function"] = "gelu_new",
        ["n_layer"] = Layers,
        ["n_embd"] = Hidden,
        ["n_head"] = Heads,
        ["n_inner"] = FeedForward,
        ["vocab_size"] = Vocabulary,
        ["n_positions"] = Positions,
        ["layer_norm_epsilon"] = LayerNormEpsilon,
        ["initializer_range"] = InitialisationStd,
        ["attn_pdrop"] = 0.0,
        ["embd_pdrop"] = 0.0,
        ["resid_pdrop"] = 0.0,
        ["tie_word_embeddings"] = true,
        ["bos_token_id"] = EndId,
        ["eos_token_id"] = EndId,
    };

    internal void Validate()
    {
        ShapeCheck.AtLeastOne(
            (nameof(Layers), Layers), (nameof(Hidden), Hidden), (nameof(Heads), Heads), (nameof(FeedForward), FeedForward),
            (nameof(Vocabulary), Vocabulary), (nameof(Positions), Positions));

        ArgumentOutOfRangeException.ThrowIfNegative(InitialisationStd);
        ShapeCheck.Positive((nameof(LayerNormEpsilon), LayerNormEpsilon));
        ShapeCheck.Multiple(nameof(Hidden), Hidden, nameof(Heads), Heads);
    }
}
