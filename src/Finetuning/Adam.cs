using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>Adam (Kingma and Ba 2015) as PyTorch computes it, on one flat vector; with weight decay AdamW (Loshchilov and Hutter 2019).</summary>
/// <remarks>θ ← θ − lr·λ·θ, m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², θ ← θ − lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε).</remarks>
public sealed class Adam : Optimizer
{
    private const string Mean = "mean";
    private const string Square = "square";

    private readonly AdamOptions _options;
    private readonly IReadOnlyList<(long Start, long Count)>? _decayed;
    private Tensor? _mean;
    private Tensor? _square;

    /// <summary>Adam before its first step.</summary>
    /// <param name="options">Learning rate, decay rates, ε and weight decay.</param>
    /// <param name="decayed">The entries that weight decay shrinks, as start and count, in ascending order; null for all of them.</param>
    public Adam(AdamOptions options, IReadOnlyList<(long Start, long Count)>? decayed = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _decayed) = (options, decayed);
    }

    /// <inheritdoc />
    protected override IReadOnlyList<string> TensorNames => [Mean, Square];

    /// <inheritdoc />
    protected override IReadOnlyDictionary<string, Tensor> Tensors =>
        _mean is null ? base.Tensors : new Dictionary<string, Tensor> { [Mean] = _mean, [Square] = _square! };

    /// <inheritdoc />
    protected override void Update(Tensor parameters, Tensor gradient, double rateFactor)
    {
        _mean ??= zeros_like(parameters).DetachFromDisposeScope();
        _square ??= zeros_like(parameters).DetachFromDisposeScope();
        var rate = _options.LearningRate * rateFactor;
        var decayed = _decayed ?? [(0, parameters.numel())];
        Change(decayed, _options.WeightDecay);
        Change(Between(decayed, parameters.numel()), decay: 0);

        void Change(IReadOnlyList<(long Start, long Count)> ranges, double decay)
        {
            if (ranges.Count > 0)
            {
                FusedAdam.Step(ranges, parameters, gradient, _mean!, _square!, Steps, rate, decay, _options);
            }
        }
    }

    /// <inheritdoc />
    protected override void Restore(IReadOnlyDictionary<string, Tensor> tensors)
    {
        _mean?.Dispose();
        _square?.Dispose();
        (_mean, _square) = (tensors.GetValueOrDefault(Mean), tensors.GetValueOrDefault(Square));
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        _mean?.Dispose();
        _square?.Dispose();
    }

    private static (long Start, long Count)[] Between(IReadOnlyList<(long Start, long Count)> ranges, long end)
    {
        long[] ends = [0, .. ranges.Select(range => range.Start + range.Count)];
        return [.. ends.Zip([.. ranges.Select(range => range.Start), end], (start, next) => (start, next - start)).Where(range => range.Item2 > 0)];
    }
}
