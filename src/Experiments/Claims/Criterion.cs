using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Experiments.Claims;

/// <summary>What a claim asks of one measured value. Without an end the value is only shown.</summary>
/// <param name="Value">Name of the value in the measurement, for example "rft.small.gain".</param>
/// <param name="Label">What it is, in a few words.</param>
public sealed record Criterion(string Value, string Label)
{
    /// <summary>Smallest value allowed; null for none.</summary>
    public double? AtLeast { get; init; }

    /// <summary>Largest value allowed; null for none.</summary>
    public double? AtMost { get; init; }

    /// <summary>Whether the claim stands or falls with it.</summary>
    public bool Core { get; init; }

    /// <summary>The smallest scale at which it can be judged: training is too short below. <value>Smoke.</value></summary>
    public Scale From { get; init; }

    /// <summary>Whether it asks anything.</summary>
    public bool IsAsked => AtLeast is not null || AtMost is not null;

    /// <summary>The range allowed, in words; empty where nothing is asked.</summary>
    public string Range => Ends + (From > Scale.Smoke && IsAsked ? $" at {From.ToString().ToLowerInvariant()} scale" : "");

    private string Ends => (AtLeast, AtMost) switch
    {
        ({ } low, { } high) => $"{LedgerText.Number(low)} to {LedgerText.Number(high)}",
        ({ } low, null) => $"at least {LedgerText.Number(low)}",
        (null, { } high) => $"at most {LedgerText.Number(high)}",
        _ => "",
    };

    /// <summary>Whether a number is allowed; NaN is not.</summary>
    /// <param name="value">The number.</param>
    public bool Allows(double value) => !IsAsked || (value >= (AtLeast ?? double.NegativeInfinity) && value <= (AtMost ?? double.PositiveInfinity));

    /// <summary>Whether the estimate and, where there is one, its whole interval are allowed.</summary>
    /// <param name="value">The measured value.</param>
    public bool AllowsAll(ConfidenceInterval value) =>
        Allows(value.Estimate) && (double.IsNaN(value.Lower) || (Allows(value.Lower) && Allows(value.Upper)));
}
