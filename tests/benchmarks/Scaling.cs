namespace VanishingGradients.Benchmarks;

/// <summary>Time and memory of a finetuning step with group metrics over the batch, the width of the policy and the number of inputs.</summary>
internal static class Scaling
{
    private const int Batch = 512;
    private const int Width = 250;
    private const int Inputs = 4096;
    private const double Megabyte = 1 << 20;

    internal static int Run(string[] arguments) => ScalingSeries.Run(
        "input of the batch and parameter",
        [
            Series("the batch", "batch", [64, 128, 256, 512, 1024, 2048, 4096], batch => Point(batch, batch, Width, Inputs)),
            Series("the width of the first hidden layer", "width", [125, 250, 500, 1000, 2000, 4000], width => Point(width, Batch, width, Inputs)),
            Series("the number of inputs", "inputs", [1024, 4096, 16_384, 65_536], inputs => Point(inputs, Batch, Width, inputs)),
        ],
        arguments);

    private static ScalingSeries Series(string what, string growing, int[] sizes, Func<int, ScalingPoint> point) =>
        new($"MLP step over {what}", growing, [.. sizes.Select(point)]);

    private static ScalingPoint Point(int size, int batch, int width, int inputs)
    {
        var parameters = (784L + 1) * width + (width + 1L) * 100 + (100 + 1) * 10;
        var data = inputs * (784 * sizeof(float) + 2 * 10 * sizeof(double)) / Megabyte;
        return new(size, (double)batch * parameters, 1, data, "mlp_step", $"{batch}", $"{width}", $"{inputs}");
    }
}
