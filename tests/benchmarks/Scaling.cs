using System.Globalization;
using VanishingGradients.Benchmarks.Workloads;

namespace VanishingGradients.Benchmarks;

/// <summary>Time and memory of a finetuning step with group metrics over the batch, the width of the policy and the number of inputs.
/// Every size is a process of its own, so that it inherits no memory.</summary>
internal static class Scaling
{
    private const double Megabyte = 1 << 20;
    private static readonly (int Batch, int Width, int Inputs) Usual = (512, 250, 4096);

    internal static int Run(string[] arguments)
    {
        Table("the batch", new[] { 64, 128, 256, 512, 1024, 2048, 4096 }.Select(batch => Usual with { Batch = batch }));
        Table("the width of the first hidden layer", new[] { 125, 250, 500, 1000, 2000, 4000 }.Select(width => Usual with { Width = width }));
        Table("the number of inputs", new[] { 1024, 4096, 16_384, 65_536 }.Select(inputs => Usual with { Inputs = inputs }));
        Console.WriteLine();
        Console.WriteLine("ps: picoseconds per input of the batch and parameter, which settles where the cost is linear in both.");
        Console.WriteLine("peak: of the process, without the inputs; growth: of the resident memory over the counted steps.");
        return 0;
    }

    private static void Table(string what, IEnumerable<(int Batch, int Width, int Inputs)> sizes)
    {
        Console.WriteLine();
        Console.WriteLine($"over {what}");
        Console.WriteLine($"{"batch",6} {"width",6} {"inputs",7} {"parameters",11} {"CPU ms/step",12} {"ps",6} {"peak MB",8} {"growth MB",10}");
        foreach (var (batch, width, inputs) in sizes)
        {
            var figures = Figures.OfKit(1, "mlp_step", $"{batch}", $"{width}", $"{inputs}", "3");
            var seconds = 1 / figures.Number("per_cpu_second");
            var parameters = (784L + 1) * width + (width + 1L) * 100 + (100 + 1) * 10;
            var data = inputs * (784 * sizeof(float) + 2 * 10 * sizeof(double)) / Megabyte;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{batch,6} {width,6} {inputs,7} {parameters,11:N0} {1e3 * seconds,12:F2} {1e12 * seconds / batch / parameters,6:F1} " +
                $"{figures.Number("peak_mb") - data,8:F0} {figures.Number("growth_mb"),10:F1}"));
        }
    }
}
