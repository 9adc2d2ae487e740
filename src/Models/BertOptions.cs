using VanishingGradients.Models.HuggingFace;

namespace VanishingGradients.Models;

/// <summary>The shape of a BERT sequence classifier.</summary>
public sealed record BertOptions
{
    /// <summary>The paper's BERT-mini: 4 layers of width 256, 6 outputs (official code).</summary>
    public static BertOptions Mini { get; } = new() { Layers = 4, Hidden = 256, Heads = 4, FeedForward = 1024, Outputs = 6 };

    /// <summary>Transformer blocks, at least 1. <value>12 (BERT base).</value></summary>
    public int Layers { get; init; } = 12;

    /// <summary>Width of the hidden states, a multiple of <see cref="Heads"/>. <value>768 (BERT base).</value></summary>
    public int Hidden { get; init; } = 768;

    /// <summary>Attention heads of a block, at least 1. <value>12 (BERT base).</value></summary>
    public int Heads { get; init; } = 12;

    /// <summary>Width inside the feed-forward layers, at least 1. <value>3072 (BERT base).</value></summary>
    public int FeedForward { get; init; } = 3072;

    /// <summary>Token ids, at least 1. <value>30522 (BERT uncased).</value></summary>
    public int Vocabulary { get; init; } = 30522;

    /// <summary>Most tokens of an input, at least 1. <value>512 (BERT).</value></summary>
    public int Positions { get; init; } = 512;

    /// <summary>Token types (segments), at least 1. <value>2 (BERT).</value></summary>
    public int TokenTypes { get; init; } = 2;

    /// <summary>The number K of outputs, at least 1. <value>2.</value></summary>
    public int Outputs { get; init; } = 2;

    /// <summary>Added to the variance in layer normalisations, above 0. <value>1e-12 (BERT).</value></summary>
    public double LayerNormEpsilon { get; init; } = 1e-12;

    /// <summary>Standard deviation of the initial weights, at least 0. <value>0.02 (BERT).</value></summary>
    public double InitialisationStd { get; init; } = 0.02;

    /// <summary>Reads the <c>config.json</c> of a BERT sequence classifier.</summary>
    /// <param name="config">The configuration.</param>
    /// <exception cref="InvalidDataException">It is no such configuration; the message names the property.</exception>
    public static BertOptions Read(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Expect("model_type", "bert");
        config.Expect("hidden_act", "gelu");
        return new BertOptions
        {
            Layers = config.Int("num_hidden_layers"),
            Hidden = config.Int("hidden_size"),
            Heads = config.Int("num_attention_heads"),
            FeedForward = config.Int("intermediate_size"),
            Vocabulary = config.Int("vocab_size"),
            Positions = config.Int("max_position_embeddings"),
            TokenTypes = config.Int("type_vocab_size"),
            LayerNormEpsilon = config.Number("layer_norm_eps"),
            InitialisationStd = config.Number("initializer_range"),
            Outputs = config.Labels.Count,
        };
    }

    internal void Validate()
    {
        ShapeCheck.AtLeastOne(
            (nameof(Layers), Layers), (nameof(Hidden), Hidden), (nameof(Heads), Heads), (nameof(FeedForward), FeedForward),
            (nameof(Vocabulary), Vocabulary), (nameof(Positions), Positions), (nameof(TokenTypes), TokenTypes), (nameof(Outputs), Outputs));

        ArgumentOutOfRangeException.ThrowIfNegative(InitialisationStd);
        ShapeCheck.Positive((nameof(LayerNormEpsilon), LayerNormEpsilon));
        ShapeCheck.Multiple(nameof(Hidden), Hidden, nameof(Heads), Heads);
    }
}
