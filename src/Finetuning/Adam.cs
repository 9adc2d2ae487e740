using TorchSharp;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>Adam (Kingma and Ba 2015) as PyTorch computes it, on one flat vector; with weight decay AdamW (Loshchilov and Hutter 2019).</summary>
/// <remarks>θ ← θ − lr·λ·θ, m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², θ ← θ − lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε).</remarks>
public sealed class Adam : Optimizer
{
    private const string Mean = "mean";
    private const string Square = "square";

    // Values per piece: small enough to stay in the processor's cache through all operations on them.
    private const long Piece = 1 << 17;

    private readonly AdamOptions _options;
    private readonly Tensor? _decayed;
    private Tensor? _mean;
    private Tensor? _square;

    /// <summary>Adam before its first step.</summary>
    /// <param name="options">Learning rate, decay rates, ε and weight decay.</param>
    /// <param name="decayed">1 for the parameters that weight decay shrinks, 0 for the others, shape [P]; null for all of them. It belongs to
    /// the optimiser from now on.</param>
    public Adam(AdamOptions options, Tensor? decayed = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _decayed) = (options, decayed?.DetachFromDisposeScope());
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
        Decay(parameters, rate * _options.WeightDecay);
        var unbiasedRate = rate / (1 - Math.Pow(_options.Beta1, Steps));
        var unbiasing = Math.Sqrt(1 - Math.Pow(_options.Beta2, Steps));
        // Held over the loop: a number that is turned into a scalar for one call may be collected, on another thread's behalf, during the call.
        using Scalar kept1 = _options.Beta1, added1 = 1 - _options.Beta1, kept2 = _options.Beta2, added2 = 1 - _options.Beta2;
        using Scalar divisor = unbiasing, epsilon = _options.Epsilon, step = -unbiasedRate;
        for (var start = 0L; start < parameters.numel(); start += Piece)
        {
            using var scope = NewDisposeScope();
            var (mean, square, slope) = (Part(_mean, start), Part(_square, start), Part(gradient, start));
            mean.mul_(kept1).add_(slope, added1);
            square.mul_(kept2).addcmul_(slope, slope, added2);
            Part(parameters, start).addcdiv_(mean, square.sqrt().div_(divisor).add_(epsilon), step);
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
        _decayed?.Dispose();
    }

    private static Tensor Part(Tensor vector, long start) => vector.narrow(0, start, Math.Min(Piece, vector.numel() - start));

    private void Decay(Tensor parameters, double share)
    {
        if (share == 0)
        {
            return;
        }

        if (_decayed is null)
        {
            parameters.mul_(1 - share);
        }
        else
        {
            parameters.addcmul_(parameters, _decayed, -share);
        }
    }
}
