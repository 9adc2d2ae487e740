using MathNet.Numerics;

namespace VanishingGradients.Analysis.Policies;

/// <summary>
/// A softmax policy p(y|x) over K enumerated outputs for one input x, in float64. Log-probabilities are kept, and the most probable output
/// (the mode) is singled out, so that quantities of near-deterministic policies come out with full relative accuracy: 1 - p(mode) is summed
/// over the other outputs instead of subtracted.
/// </summary>
public sealed class SoftmaxPolicy
{
    private readonly double[] _logProbabilities;
    private readonly double[] _probabilities;
    private readonly double _modeComplement;

    private SoftmaxPolicy(ReadOnlySpan<double> logits, string name)
    {
        if (logits.Length < 2)
            throw new ArgumentException($"'{name}' holds {logits.Length} numbers; a policy needs at least 2 outputs.", name);
        Mode = IndexOfLargest(logits, name);
        var count = logits.Length;
        _logProbabilities = new double[count];
        _probabilities = new double[count];

        var others = 0.0;
        for (var k = 0; k < count; k++)
        {
            _logProbabilities[k] = logits[k] - logits[Mode];
            _probabilities[k] = Math.Exp(_logProbabilities[k]);
            if (k != Mode)
                others += _probabilities[k];
        }

        var logNormaliser = SpecialFunctions.Log1p(others);
        for (var k = 0; k < count; k++)
        {
            _logProbabilities[k] -= logNormaliser;
            _probabilities[k] /= 1 + others;
        }

        _modeComplement = others / (1 + others);
    }

    /// <summary>The number of outputs K, at least 2.</summary>
    public int OutputCount => _probabilities.Length;

    /// <summary>The index of the most probable output; of several equal ones the first.</summary>
    public int Mode { get; }

    /// <summary>p(y|x), K numbers that sum to 1. Entries below 1e-308 are 0 here and still exact in
    /// <see cref="LogProbabilities"/>.</summary>
    public ReadOnlySpan<double> Probabilities => _probabilities;

    /// <summary>ln p(y|x), K numbers; negative infinity for an output that is ruled out.</summary>
    public ReadOnlySpan<double> LogProbabilities => _logProbabilities;

    /// <summary>The policy softmax(logits).</summary>
    /// <param name="logits">K numbers, K ≥ 2; negative infinity rules an output out, as a mask does.</param>
    /// <exception cref="ArgumentException">Fewer than 2 outputs, a NaN or positive infinity among the logits, or every output ruled
    /// out.</exception>
    public static SoftmaxPolicy FromLogits(ReadOnlySpan<double> logits) => new(logits, nameof(logits));

    /// <summary>The policy with these log-probabilities. They are normalised again, so the rounding of a float32 model does no
    /// harm.</summary>
    /// <inheritdoc cref="FromLogits" path="/exception"/>
    /// <param name="logProbabilities">K numbers, K ≥ 2.</param>
    public static SoftmaxPolicy FromLogProbabilities(ReadOnlySpan<double> logProbabilities) =>
        new(logProbabilities, nameof(logProbabilities));

    /// <summary>The policy with these probabilities, which are normalised.</summary>
    /// <param name="probabilities">K numbers of at least 0, K ≥ 2, not all 0.</param>
    /// <exception cref="ArgumentException">Fewer than 2 outputs, or a negative or non-finite entry, or no positive one.</exception>
    public static SoftmaxPolicy FromProbabilities(ReadOnlySpan<double> probabilities)
    {
        var logs = new double[probabilities.Length];
        for (var k = 0; k < logs.Length; k++)
        {
            Require.NonNegative(probabilities[k], nameof(probabilities));
            logs[k] = Math.Log(probabilities[k]);
        }

        return new(logs, nameof(probabilities));
    }

    /// <summary>1 - p(output|x), with full relative accuracy however close to 1 the probability is.</summary>
    /// <param name="output">An output index from 0 to K - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside the outputs.</exception>
    public double Complement(int output)
    {
        Require.Index(output, OutputCount);
        return output == Mode ? _modeComplement : 1 - _probabilities[output];
    }

    /// <summary>E‖e_y - p‖² = 1 - ‖p‖², the second moment of the score ∇ ln p(y) with respect to the logits; at most 1 - 1/K.</summary>
    public double ScoreSecondMoment()
    {
        var sum = 0.0;
        for (var k = 0; k < _probabilities.Length; k++)
            sum += _probabilities[k] * Complement(k);
        return sum;
    }

    /// <summary>The Shannon entropy -Σ p ln p in nats.</summary>
    public double Entropy()
    {
        var sum = 0.0;
        for (var k = 0; k < _probabilities.Length; k++)
        {
            if (_probabilities[k] > 0)
                sum -= _probabilities[k] * _logProbabilities[k];
        }

        return sum;
    }

    /// <summary>
    /// The divergence KL(this ‖ reference) = Σ p ln(p/q) in nats. It is summed as Σ [q - p + p ln(p/q)], whose terms are all at least 0, so
    /// that nearly equal policies do not cancel. Infinite where the reference rules out an output that this policy allows.
    /// </summary>
    /// <param name="reference">The reference policy q, over the same K outputs.</param>
    /// <exception cref="ArgumentException">The number of outputs differs.</exception>
    public double KullbackLeibler(SoftmaxPolicy reference)
    {
        RequireSameOutputs(reference, nameof(reference));
        var sum = 0.0;
        for (var k = 0; k < _probabilities.Length; k++)
        {
            var (p, q) = (_probabilities[k], reference._probabilities[k]);
            sum += p == 0 ? q : DivergenceTerm(p, q, _logProbabilities[k] - reference._logProbabilities[k]);
        }

        return sum;
    }

    /// <summary>The total variation distance ½ Σ |p - q|, from 0 to 1.</summary>
    /// <param name="other">A policy over the same K outputs.</param>
    /// <exception cref="ArgumentException">The number of outputs differs.</exception>
    public double TotalVariation(SoftmaxPolicy other)
    {
        RequireSameOutputs(other, nameof(other));
        var sum = 0.0;
        for (var k = 0; k < _probabilities.Length; k++)
        {
            // Where both policies are nearly certain of the same output, their difference is in what they leave to the others.
            sum += k == Mode && k == other.Mode
                ? Math.Abs(_modeComplement - other._modeComplement)
                : Math.Abs(_probabilities[k] - other._probabilities[k]);
        }

        return Math.Min(1, sum / 2);
    }

    /// <summary>
    /// E[v] - v(mode). With the values v centred on the mode, every difference is one rounding, and the relative error of a standard
    /// deviation built on it stays below about sqrt(K) roundings, because Var v ≥ p(mode) (E[v] - v(mode))².
    /// </summary>
    internal double MeanRelativeToMode(ReadOnlySpan<double> values)
    {
        var (sum, modal) = (0.0, values[Mode]);
        for (var k = 0; k < _probabilities.Length; k++)
        {
            if (_probabilities[k] > 0)
                sum += _probabilities[k] * (values[k] - modal);
        }

        return sum;
    }

    internal void RequireSameOutputs(SoftmaxPolicy other, string name)
    {
        if (other.OutputCount != OutputCount)
            throw new ArgumentException($"'{name}' has {other.OutputCount} outputs where {OutputCount} are expected.", name);
    }

    /// <summary>q - p + p ln(p/q) with u = ln(p/q); for small |u| the series p u²/2 (1 - u/3 + u²/12 - ...) avoids the
    /// cancellation.</summary>
    private static double DivergenceTerm(double p, double q, double u)
    {
        const double SeriesBelow = 0.1;
        const int Terms = 10;
        if (Math.Abs(u) >= SeriesBelow)
            return q - p + (p * u);
        var nested = 1.0;
        for (var n = Terms; n >= 3; n--)
            nested = 1 - (u / n * nested);
        return p * u * u / 2 * nested;
    }

    private static int IndexOfLargest(ReadOnlySpan<double> logits, string name)
    {
        var largest = 0;
        for (var k = 0; k < logits.Length; k++)
        {
            if (double.IsNaN(logits[k]) || double.IsPositiveInfinity(logits[k]))
            {
                throw new ArgumentException(
                    $"'{name}' has {logits[k]} at index {k}; a finite number or negative infinity is expected.", name);
            }

            if (logits[k] > logits[largest])
                largest = k;
        }

        return double.IsFinite(logits[largest])
            ? largest
            : throw new ArgumentException($"'{name}' rules out every output; at least one finite entry is expected.", name);
    }
}
