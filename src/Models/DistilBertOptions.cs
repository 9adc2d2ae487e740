using VanishingGradients.Models.HuggingFace;

namespace VanishingGradients.Models;

/// <summary>The shape of a DistilBERT sequence classifier.</summary>
public sealed record DistilBertOptions
{
    /// <summary>Transformer blocks, at least 1. <value>6 (DistilBERT).</value></summary>
    public int Layers { get; init; } = 6;

    /// <summary>Width of the hidden states, a multiple of <see cref="Heads"/>. <value>768 (DistilBERT).</value></summary>
    public int Hidden { get; init; } = 768;

    /// <summary>Attention heads of a block, at least 1. <value>12 (DistilBERT).</value></summary>
    public int Heads { get; init; } = 12;

    /// <summary>Width inside the feed-forward layers, at least 1. <value>3072 (DistilBERT).</value></summary>
    public int FeedForward { get; init; } = 3072;

    /// <summary>Token ids, at least 1. <value>30522 (BERT uncased).</value></summary>
    public int Vocabulary { get; init; } = 30522;

    /// <summary>Most tokens of an input, at least 1. <value>512 (DistilBERT).</value></summary>
    public int Positions { get; init; } = 512;

    /// <summary>The number K of outputs, at least 1. <value>2.</value></summary>
    public int Outputs { get; init; } = 2;

    /// <summary>Standard deviation of the initial weights, at least 0. <value>0.02 (DistilBERT).</value></summary>
    public double InitialisationStd { get; init; } = 0.02;

    /// <summary>Reads the <c>config.json</c> of a DistilBERT sequence classifier.</summary>
    /// <param name="config">The configuration.</param>
    /// <exception cref="InvalidDataException">It is no such configuration; the message names the property.</exception>
    public static DistilBertOptions Read(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Expect("model_type", "distilbert");
        config.Expect("activation", "gelu");
        return new DistilBertOptions
        {
            Layers = config.Int("n_layers"),
            Hidden = config.Int("dim"),
            Heads = config.Int("n_heads"),
            FeedForward = config.Int("hidden_dim"),
            Vocabulary = config.Int("vocab_size"),
            Positions = config.Int("max_position_embeddings"),
            InitialisationStd = config.Number("initializer_range", 0.02),
            Outputs = config.Labels.Count,
        };
    }

    internal void Validate()
    {
        ShapeCheck.AtLeastOne(
            (nameof(Layers), Layers), (nameof(Hidden), Hidden), (nameof(Heads), Heads), (nameof(FeedForward), FeedForward),
            (nameof(Vocabulary), Vocabulary), (nameof(Positions), Positions), (nameof(Outputs), Outputs));

        ArgumentOutOfRangeException.ThrowIfNegative(InitialisationStd);
        ShapeCheck.Multiple(nameof(Hidden), Hidden, nameof(Heads), Heads);
    }
}
