using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;
using VanishingGradients.Torch;

namespace VanishingGradients.Benchmarks;

/// <summary>What every measurement depends on.</summary>
internal static class Machine
{
    internal static string Description() =>
        $"kit {typeof(TorchRuntime).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion}, " +
        $".NET {Environment.Version}, libtorch {torch.__version__}, {TorchRuntime.Threads} threads of {Environment.ProcessorCount} processors, " +
        $"{Processor()}, {RuntimeInformation.OSDescription}";

    private static string Processor()
    {
        const string file = "/proc/cpuinfo";
        var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? $"{RuntimeInformation.ProcessArchitecture}";
    }
}
