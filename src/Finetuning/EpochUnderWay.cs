using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>The order of an epoch's inputs and the metrics of its steps so far. It outlives a cancellation, so that a training stops and
/// continues between any two steps.</summary>
internal sealed class EpochUnderWay : IDisposable
{
    private const string OrderName = "epoch order";
    private const string MetricsName = "epoch metrics";

    private readonly List<Tensor> _metrics = [];
    private long[]? _order;

    /// <summary>Whether the order is drawn.</summary>
    internal bool HasBegun => _order is not null;

    /// <summary>Draws the order of the inputs.</summary>
    internal void Begin(int inputs, Generator stream)
    {
        using var permutation = randperm(inputs, ScalarType.Int64, generator: stream);
        _order = permutation.data<long>().ToArray();
    }

    /// <summary>The batches that are left.</summary>
    internal IEnumerable<long[]> Batches(int batchSize) => _order!.Chunk(batchSize).Skip(_metrics.Count);

    /// <summary>Counts a step as done.</summary>
    /// <param name="metrics">Its metrics, shape [M]. They belong to the epoch from now on.</param>
    internal void Add(Tensor metrics) => _metrics.Add(metrics.DetachFromDisposeScope());

    /// <summary>The metrics of the epoch, see <see cref="BatchMetrics.OfEpoch"/>.</summary>
    internal double[] Metrics(int epoch) => BatchMetrics.OfEpoch(_metrics, epoch);

    /// <summary>Forgets the epoch.</summary>
    internal void End()
    {
        _metrics.ForEach(metrics => metrics.Dispose());
        _metrics.Clear();
        _order = null;
    }

    /// <summary>Adds copies of order and metrics to a state.</summary>
    internal void Capture(Dictionary<string, Tensor> tensors)
    {
        if (_order is not null)
        {
            tensors[OrderName] = tensor(_order);
        }

        if (_metrics.Count > 0)
        {
            tensors[MetricsName] = stack([.. _metrics]);
        }
    }

    /// <summary>Takes copies of order and metrics from a state.</summary>
    internal void Restore(TrainingState state)
    {
        End();
        _order = state.Tensors.GetValueOrDefault(OrderName)?.data<long>().ToArray();
        foreach (var metrics in state.Tensors.GetValueOrDefault(MetricsName)?.unbind() ?? [])
        {
            Add(metrics.clone());
        }
    }

    /// <inheritdoc />
    public void Dispose() => End();
}
