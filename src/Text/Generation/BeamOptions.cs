using VanishingGradients.Data;

namespace VanishingGradients.Text.Generation;

/// <summary>How beam search goes on and scores.</summary>
public sealed record BeamOptions
{
    /// <summary>Completions kept for every prompt, at least 1. <value>4 (the kit's choice).</value></summary>
    public int Beams { get; init => field = OptionCheck.AtLeastOne(value, nameof(Beams)); } = 4;

    /// <summary>Exponent α: a completion of n tokens scores Σ ln π(y_t) / n^α, so that above 0 longer ones gain. A finite number.
    /// <value>1 (Hugging Face).</value></summary>
    public double LengthPenalty
    {
        get;
        init => field = double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(LengthPenalty), value, $"{nameof(LengthPenalty)} must be a finite number.");
    } = 1;

    /// <summary>When to stop. <value><see cref="EarlyStopping.WhenUnlikely"/> (Hugging Face).</value></summary>
    public EarlyStopping EarlyStopping { get; init; }
}
