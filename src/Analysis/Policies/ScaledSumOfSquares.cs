namespace VanishingGradients.Analysis.Policies;

/// <summary>A running sum of squares kept as scale² · sum, so that its root is right where the squares themselves would
/// underflow.</summary>
internal struct ScaledSumOfSquares
{
    private double scale;
    private double sum;

    public readonly double Root => scale * Math.Sqrt(sum);

    public void Add(double entry)
    {
        var size = Math.Abs(entry);
        if (size == 0)
            return;
        if (size <= scale)
        {
            var ratio = size / scale;
            sum += ratio * ratio;
        }
        else
        {
            var ratio = scale / size;
            sum = (sum * ratio * ratio) + 1;
            scale = size;
        }
    }
}
