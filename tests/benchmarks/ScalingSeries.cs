using System.Globalization;
using VanishingGradients.Benchmarks.Workloads;
using VanishingGradients.Notebook;

namespace VanishingGradients.Benchmarks;

/// <summary>The same work at growing sizes, each in a process of its own, so that it inherits no memory.</summary>
/// <param name="Work">What is done.</param>
/// <param name="Growing">What grows.</param>
/// <param name="Points">The sizes, ascending.</param>
internal sealed record ScalingSeries(string Work, string Growing, IReadOnlyList<ScalingPoint> Points)
{
    /// <summary>Measures several series, prints them as tables and, where a file is given, draws them.</summary>
    /// <param name="unit">What a unit of the work is.</param>
    /// <param name="all">The series.</param>
    /// <param name="arguments">None, or a PNG file.</param>
    /// <returns>The exit code.</returns>
    internal static int Run(string unit, IEnumerable<ScalingSeries> all, string[] arguments)
    {
        Figure[] figures = [.. all.Select(series => series.Measure())];
        Console.WriteLine();
        Console.WriteLine($"ns: CPU nanoseconds per {unit}, which settles where the cost is linear");
        Console.WriteLine("peak: of the process, without its data; growth: of the resident memory over the counted steps");
        if (arguments.Length > 0)
        {
            Figure.Grid(2, figures).WithSize(900, 340 * ((figures.Length + 1) / 2)).SavePng(arguments[0]);
        }

        return 0;
    }

    private Figure Measure()
    {
        Console.WriteLine();
        Console.WriteLine(Work);
        Console.WriteLine($"{Growing,8} {"CPU ms",9} {"ns",9} {"peak MB",8} {"growth MB",10}");
        double[] seconds = [.. Points.Select(Measure)];
        // The line through the largest size.
        var linear = Points.Select(point => 1e3 * seconds[^1] * point.Units / Points[^1].Units);
        double[] sizes = [.. Points.Select(point => (double)point.Size)];
        return Figure.Lines(
                Series.Of("measured", sizes, seconds.Select(time => 1e3 * time)).WithMarkers(), Series.Of("linear", sizes, linear).WithStyle(LineStyle.Dash))
            .WithTitle(Work).WithX(Growing, log: true).WithY("CPU ms", log: true);
    }

    private static double Measure(ScalingPoint point)
    {
        var figures = Figures.OfKit(1, [.. point.Program, "3"]);
        var seconds = point.Counted / figures.Number("per_cpu_second");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{point.Size,8} {1e3 * seconds,9:F2} {1e9 * seconds / point.Units,9:G4} {figures.Number("peak_mb") - point.DataMegabytes,8:F0} " +
            $"{figures.Number("growth_mb"),10:F1}"));
        return seconds;
    }
}
