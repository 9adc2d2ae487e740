using System.Globalization;

namespace VanishingGradients.Torch;

/// <summary>How many threads tensor operations use.</summary>
internal static class ThreadCount
{
    internal const string Variable = "VG_THREADS";

    internal static int FromEnvironment()
    {
        var text = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(text))
        {
            return PhysicalCores();
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var threads) && threads >= 1
            ? threads
            : throw new TorchRuntimeException($"{Variable} is '{text}', but it must be a whole number of at least 1. Correct it, or remove it to use all physical cores.");
    }

    // Two hyper-threads of one core share its multiply units: more threads than cores make matrix products slower.
    internal static int PhysicalCores()
    {
        const string folder = "/sys/devices/system/cpu";
        var usable = Environment.ProcessorCount;
        if (!Directory.Exists(folder))
        {
            return usable;
        }

        var cores = Directory.EnumerateDirectories(folder, "cpu*")
            .Select(cpu => Path.Combine(cpu, "topology", "thread_siblings_list"))
            .Where(File.Exists)
            .Select(File.ReadAllText)
            .Distinct()
            .Count();
        return cores == 0 ? usable : Math.Min(cores, usable);
    }
}
