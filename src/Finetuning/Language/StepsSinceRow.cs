using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>What the steps since the last row of the log add up to.</summary>
internal sealed class StepsSinceRow : IDisposable
{
    private const string SumsName = "row sums";
    private const string NumbersName = "row numbers";

    // Loss and correct labels stay on the device: a step reads nothing but the gradient's norm.
    private Tensor? _sums;
    private double _labels;
    private double _tokens;
    private double _norms;
    private double _seconds;

    /// <summary>The number of steps.</summary>
    internal int Count { get; private set; }

    /// <summary>Adds a pass.</summary>
    /// <param name="loss">Sum over its labels, a scalar.</param>
    /// <param name="correct">Labels that are the most probable token, a scalar.</param>
    internal void AddPass(Tensor loss, Tensor correct)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var sums = stack([loss.detach().to(ScalarType.Float64), correct.to(ScalarType.Float64)]);
        if (_sums is null)
        {
            _sums = sums.DetachFromDisposeScope();
        }
        else
        {
            _sums.add_(sums);
        }
    }

    /// <summary>Counts a step whose passes have been added.</summary>
    internal void AddStep(long labels, long tokens, double gradientNorm, TimeSpan time)
    {
        Count++;
        _labels += labels;
        _tokens += tokens;
        _norms += gradientNorm;
        _seconds += time.TotalSeconds;
    }

    /// <summary>Mean loss of a label, accuracy, mean norm of the gradient, tokens per second.</summary>
    internal (double Loss, double Accuracy, double GradientNorm, double TokensPerSecond) Means()
    {
        using var read = _sums!.cpu();
        var sums = read.data<double>().ToArray();
        return (sums[0] / _labels, sums[1] / _labels, _norms / Count, _tokens / _seconds);
    }

    /// <summary>Begins a new row.</summary>
    internal void Clear()
    {
        _sums?.Dispose();
        _sums = null;
        (Count, _labels, _tokens, _norms, _seconds) = (0, 0, 0, 0, 0);
    }

    /// <summary>Adds copies to a state.</summary>
    internal void Capture(Dictionary<string, Tensor> tensors)
    {
        if (_sums is not null)
        {
            tensors[SumsName] = _sums.clone();
            tensors[NumbersName] = tensor(new double[] { Count, _labels, _tokens, _norms, _seconds });
        }
    }

    /// <summary>Takes copies from a state.</summary>
    internal void Restore(TrainingState state)
    {
        Clear();
        if (state.Tensors.GetValueOrDefault(SumsName) is { } sums)
        {
            _sums = sums.clone().DetachFromDisposeScope();
            var numbers = state.Tensor(NumbersName).data<double>().ToArray();
            (Count, _labels, _tokens, _norms, _seconds) = ((int)numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
        }
    }

    /// <inheritdoc />
    public void Dispose() => Clear();
}
