using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace VanishingGradients.Benchmarks.Workloads;

/// <summary>What a program printed as "name value" lines.</summary>
internal sealed class Figures
{
    private readonly Dictionary<string, string> _values;

    private Figures(Dictionary<string, string> values) => _values = values;

    internal string this[string name] => _values[name];

    internal double Number(string name) => double.Parse(_values[name], CultureInfo.InvariantCulture);

    /// <summary>Runs a workload of this assembly in a process of its own.</summary>
    internal static Figures OfKit(int threads, params string[] arguments) =>
        Of("dotnet", threads, [typeof(Figures).Assembly.Location, "workload", .. arguments]);

    /// <summary>Runs a program and reads what it prints.</summary>
    /// <exception cref="InvalidOperationException">It cannot be started or failed; the message holds what it said.</exception>
    internal static Figures Of(string program, int threads, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var variable in new[] { "VG_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS" })
        {
            start.Environment[variable] = threads.ToString(CultureInfo.InvariantCulture);
        }

        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            return process.ExitCode == 0
                ? new Figures(lines.Where(line => line[0] != '#').Select(line => line.Trim().Split(' ', 2)).ToDictionary(line => line[0], line => line[1]))
                : throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' ended with {process.ExitCode}: {errors.Result}");
        }
        catch (Win32Exception error)
        {
            throw new InvalidOperationException($"'{program}' does not start: {error.Message}", error);
        }
    }
}
