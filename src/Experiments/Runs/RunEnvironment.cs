using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Runs;

/// <summary>What a run was executed with.</summary>
/// <param name="Started">When, UTC.</param>
/// <param name="Kit">Version of the kit.</param>
/// <param name="Commit">Commit the kit was built from; null where the build had no repository.</param>
/// <param name="LibTorch">Version of libtorch.</param>
/// <param name="DotNet">Version of .NET.</param>
/// <param name="System">Operating system.</param>
/// <param name="Cpu">Name of the processor.</param>
/// <param name="Threads">Threads of tensor operations.</param>
public sealed record RunEnvironment(
    DateTime Started, string Kit, string? Commit, string LibTorch, string DotNet, string System, string Cpu, int Threads)
{
    /// <summary>Physical cores of the machine that may be used; null where it was not noted.</summary>
    public int? Cores { get; init; }

    /// <summary>Memory in GiB that may be used; null where it was not noted.</summary>
    public int? MemoryGiB { get; init; }

    /// <summary>Processor, cores, memory and threads in words.</summary>
    internal string Hardware => string.Join(
        ", ",
        [
            Cpu,
            .. Cores is { } cores ? [Counted(cores, "core")] : Array.Empty<string>(),
            .. MemoryGiB is { } memory ? [$"{memory} GiB"] : Array.Empty<string>(),
            Counted(Threads, "thread"),
        ]);

    /// <summary>Wall-clock seconds of this start; null while it is under way.</summary>
    public double? Seconds { get; init; }

    /// <summary>This process.</summary>
    public static RunEnvironment Current()
    {
        var version = typeof(RunEnvironment).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+');
        var threads = TorchRuntime.Threads;
        return new RunEnvironment(
            DateTime.UtcNow, version[0], version.Length > 1 ? version[1] : null, torch.__version__,
            global::System.Environment.Version.ToString(), RuntimeInformation.OSDescription, CpuName(), threads)
        {
            Cores = ThreadCount.PhysicalCores(),
            MemoryGiB = (int)Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30)),
        };
    }

    private static string Counted(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static string CpuName()
    {
        const string file = "/proc/cpuinfo";
        var line = File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(one => one.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?.Split(':', 2)[1].Trim()
            ?? global::System.Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
