using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using TorchSharp;

namespace VanishingGradients.Text.Generation;

/// <summary>Logits of a batch, brought to the processor once for a step; the same memory serves every step.</summary>
/// <param name="vocabulary">Logits of a row.</param>
/// <param name="filters">Filters for every row.</param>
internal sealed class LogitRows(int vocabulary, IReadOnlyList<LogitFilter> filters)
{
    private readonly double[] _copy = new double[vocabulary];
    private readonly double[] _exponentials = new double[vocabulary];
    private float[] _values = [];
    private bool[] _allowed = [];

    internal IReadOnlyList<LogitFilter> Filters { get; } = filters;

    /// <summary>One logit.</summary>
    internal double this[int row, int id] => _values[row * vocabulary + id];

    /// <summary>Takes the logits of a step.</summary>
    /// <param name="logits">Shape [B, V].</param>
    /// <param name="allowed">bool, shape [B, V], false for tokens that may not be chosen; null where all may.</param>
    internal void Read(torch.Tensor logits, torch.Tensor? allowed = null)
    {
        using var scope = torch.NewDisposeScope();
        _allowed = allowed is null ? [] : allowed.cpu().contiguous().data<bool>().ToArray();
        var bytes = logits.to(torch.ScalarType.Float32).cpu().contiguous().bytes;
        if (_values.Length < bytes.Length / sizeof(float))
            _values = new float[bytes.Length / sizeof(float)];
        bytes.CopyTo(MemoryMarshal.AsBytes(_values.AsSpan()));
    }

    /// <summary>The logits of a row in memory that the next call uses again.</summary>
    internal Span<double> Copy(int row)
    {
        TensorPrimitives.ConvertTruncating<float, double>(_values.AsSpan(row * vocabulary, vocabulary), _copy);
        return _copy;
    }

    /// <summary>Excludes what may not be chosen.</summary>
    /// <param name="row">The row.</param>
    /// <param name="logits">Its logits, [vocabulary].</param>
    internal void Exclude(int row, Span<double> logits)
    {
        if (_allowed.Length == 0)
            return;
        for (var id = 0; id < vocabulary; id++)
        {
            if (!_allowed[row * vocabulary + id])
                logits[id] = double.NegativeInfinity;
        }
    }

    /// <summary>ln Σ exp(z / T).</summary>
    /// <param name="logits">Logits z, [vocabulary].</param>
    /// <param name="temperature">Temperature T.</param>
    internal double LogSumExp(ReadOnlySpan<double> logits, double temperature)
    {
        var largest = TensorPrimitives.Max(logits);
        TensorPrimitives.Subtract(logits, largest, _exponentials);
        TensorPrimitives.Divide(_exponentials, temperature, _exponentials);
        TensorPrimitives.Exp<double>(_exponentials, _exponentials);
        return largest / temperature + Math.Log(TensorPrimitives.Sum<double>(_exponentials));
    }
}
