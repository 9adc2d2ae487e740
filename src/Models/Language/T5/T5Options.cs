using System.Text.Json.Nodes;
using VanishingGradients.Models.HuggingFace;

namespace VanishingGradients.Models.Language.T5;

/// <summary>The shape of a T5 model (Raffel et al. 2020).</summary>
public sealed record T5Options
{
    /// <summary>T5 base, version 1.0, 223 million parameters: the paper's sequence-to-sequence model (GRUE).</summary>
    public static T5Options Base { get; } = new();

    /// <summary>T5 small, version 1.0, 61 million parameters.</summary>
    public static T5Options Small { get; } = new()
    {
        EncoderLayers = 6,
        DecoderLayers = 6,
        Hidden = 512,
        Heads = 8,
        FeedForwardWidth = 2048,
    };

    /// <summary>Blocks of the encoder, at least 1. <value>12 (T5 base).</value></summary>
    public int EncoderLayers { get; init; } = 12;

    /// <summary>Blocks of the decoder, at least 1. <value>12 (T5 base).</value></summary>
    public int DecoderLayers { get; init; } = 12;

    /// <summary>Width of the hidden states, at least 1. <value>768 (T5 base).</value></summary>
    public int Hidden { get; init; } = 768;

    /// <summary>Attention heads of a block, at least 1. <value>12 (T5 base).</value></summary>
    public int Heads { get; init; } = 12;

    /// <summary>Width of one head, at least 1; heads × width need not be <see cref="Hidden"/>. <value>64 (T5 base).</value></summary>
    public int HeadWidth { get; init; } = 64;

    /// <summary>Width inside the feed-forward layers, at least 1. <value>3072 (T5 base).</value></summary>
    public int FeedForwardWidth { get; init; } = 3072;

    /// <summary>Kind of the feed-forward layers. <value>Relu (version 1.0).</value></summary>
    public T5FeedForward FeedForward { get; init; } = T5FeedForward.Relu;

    /// <summary>Whether logits come from the table of word embeddings, with decoder outputs divided by √<see cref="Hidden"/>, as in version
    /// 1.0; version 1.1 has a matrix of its own and does not divide. <value>true (version 1.0).</value></summary>
    public bool TiedEmbeddings { get; init; } = true;

    /// <summary>Token ids, at least 1. <value>32128 (T5).</value></summary>
    public int Vocabulary { get; init; } = 32128;

    /// <summary>Buckets of relative positions, at least 4 and even: the encoder uses one half for each direction. <value>32
    /// (T5).</value></summary>
    public int Buckets { get; init; } = 32;

    /// <summary>Relative positions from here on share the last bucket; more than <see cref="Buckets"/> / 2. <value>128
    /// (T5).</value></summary>
    public int MaxDistance { get; init; } = 128;

    /// <summary>Added to the mean square in normalisations, above 0. <value>1e-6 (T5).</value></summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>Multiplies the standard deviations of the initial weights, at least 0. <value>1 (T5).</value></summary>
    public double InitialisationFactor { get; init; } = 1;

    /// <summary>Id of the padding token. <value>0 (T5).</value></summary>
    public int PadId { get; init; }

    /// <summary>Id of the token that ends a sequence. <value>1 (T5).</value></summary>
    public int EndId { get; init; } = 1;

    /// <summary>Id that the decoder reads first. <value>0 (T5).</value></summary>
    public int StartId { get; init; }

    /// <summary>Reads the <c>config.json</c> of a T5 model.</summary>
    /// <param name="config">The configuration.</param>
    /// <exception cref="InvalidDataException">It is no such configuration; the message names the property.</exception>
    public static T5Options Read(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Expect("model_type", "t5");
        var layers = config.Int("num_layers");
        return new T5Options
        {
            EncoderLayers = layers,
            DecoderLayers = config.Int("num_decoder_layers", layers),
            Hidden = config.Int("d_model"),
            Heads = config.Int("num_heads"),
            HeadWidth = config.Int("d_kv"),
            FeedForwardWidth = config.Int("d_ff"),
            FeedForward = config.Choose("feed_forward_proj", "relu", new Dictionary<string, T5FeedForward>
            {
                ["relu"] = T5FeedForward.Relu,
                ["gated-gelu"] = T5FeedForward.GatedGelu,
            }),
            // Newer files tell the scaling apart from the tying; published models have both or neither.
            TiedEmbeddings = config.Bool("scale_decoder_outputs", config.Bool("tie_word_embeddings", true)),
            Vocabulary = config.Int("vocab_size"),
            Buckets = config.Int("relative_attention_num_buckets"),
            MaxDistance = config.Int("relative_attention_max_distance", 128),
            NormEpsilon = config.Number("layer_norm_epsilon"),
            InitialisationFactor = config.Number("initializer_factor", 1),
            PadId = config.Int("pad_token_id", 0),
            EndId = config.Int("eos_token_id", 1),
            StartId = config.Int("decoder_start_token_id"),
        };
    }

    internal JsonObject Write() => new()
    {
        ["architectures"] = new JsonArray("T5ForConditionalGeneration"),
        ["model_type"] = "t5",
        ["is_encoder_decoder"] = true,
        ["num_layers"] = EncoderLayers,
        ["num_decoder_layers"] = DecoderLayers,
        ["d_model"] = Hidden,
        ["num_heads"] = Heads,
        ["d_kv"] = HeadWidth,
        ["d_ff"] = FeedForwardWidth,
        ["feed_forward_proj"] = FeedForward == T5FeedForward.Relu ? "relu" : "gated-gelu",
        ["tie_word_embeddings"] = TiedEmbeddings,
        ["vocab_size"] = Vocabulary,
        ["relative_attention_num_buckets"] = Buckets,
        ["relative_attention_max_distance"] = MaxDistance,
        ["layer_norm_epsilon"] = NormEpsilon,
        ["initializer_factor"] = InitialisationFactor,
        ["dropout_rate"] = 0.0,
        ["pad_token_id"] = PadId,
        ["eos_token_id"] = EndId,
        ["decoder_start_token_id"] = StartId,
    };

    internal void Validate()
    {
        ShapeCheck.AtLeastOne(
            (nameof(EncoderLayers), EncoderLayers), (nameof(DecoderLayers), DecoderLayers), (nameof(Hidden), Hidden),
            (nameof(Heads), Heads), (nameof(HeadWidth), HeadWidth), (nameof(FeedForwardWidth), FeedForwardWidth),
            (nameof(Vocabulary), Vocabulary));

        ArgumentOutOfRangeException.ThrowIfLessThan(Buckets, 4);
        ArgumentOutOfRangeException.ThrowIfNotEqual(Buckets % 2, 0, nameof(Buckets));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MaxDistance, Buckets / 2);
        ArgumentOutOfRangeException.ThrowIfNegative(InitialisationFactor);
        ShapeCheck.Positive((nameof(NormEpsilon), NormEpsilon));
        foreach (var (name, id) in new[] { (nameof(PadId), PadId), (nameof(EndId), EndId), (nameof(StartId), StartId) })
        {
            ArgumentOutOfRangeException.ThrowIfNegative(id, name);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, Vocabulary, name);
        }
    }
}
