namespace VanishingGradients.Analysis.Policies;

/// <summary>A running sum of squares kept as scale² · sum, so that its root is right where the squares themselves would
/// underflow.</summary>
internal struct ScaledSumOfSquares
{
    private double _scale;
    private double _sum;

    public readonly double Root => _scale * Math.Sqrt(_sum);

    public void Add(double entry)
    {
        var size = Math.Abs(entry);
        if (size == 0)
            return;
        if (size <= _scale)
        {
            var ratio = size / _scale;
            _sum += ratio * ratio;
        }
        else
        {
            var ratio = _scale / size;
            _sum = (_sum * ratio * ratio) + 1;
            _scale = size;
        }
    }
}
