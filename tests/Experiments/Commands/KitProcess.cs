using System.Diagnostics;

namespace VanishingGradients.Experiments.Commands;

/// <summary>The kit's command line as a process of its own.</summary>
internal static class KitProcess
{
    // artifacts/bin/VanishingGradients.Tests/release
    private static string Assembly => Path.Combine(
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Parent!.Parent!.FullName, "kit", "VanishingGradients.Kernel.dll");

    internal static Process Start(params string[] arguments) => Start(new ProcessStartInfo("dotnet", [Assembly, .. arguments]));

    /// <summary>A process whose input is written and whose output is read.</summary>
    internal static Process StartToTalk(params string[] arguments) =>
        Start(new ProcessStartInfo("dotnet", [Assembly, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true });

    /// <summary>A process with another value of an environment variable.</summary>
    internal static Process StartWith(string variable, string value, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly, .. arguments]);
        start.Environment[variable] = value;
        return Start(start);
    }

    /// <summary>Sends SIGTERM again and again, as to a process whose group and parent are terminated too.</summary>
    internal static void TerminateOften(Process process)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"for i in 1 2 3 4 5 6 7 8 9; do kill -TERM {process.Id} 2>/dev/null; sleep 0.01; done"]);
        kill.WaitForExit();
    }

    /// <summary>Sends a signal, for example INT.</summary>
    internal static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>A process that can write no file beyond a size, as on a disk that is full.</summary>
    internal static Process StartWithFileLimit(int kilobytes, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "bash", ["-c", $"trap '' XFSZ; ulimit -f {kilobytes}; exec dotnet \"$@\"", "bash", Assembly, .. arguments]);
        // The runtime itself would want a large file in memory.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        return Start(start);
    }

    internal static (int ExitCode, string Errors) Run(params string[] arguments) => Wait(Start(arguments));

    internal static (int ExitCode, string Errors) Wait(Process process)
    {
        using (process)
        {
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, errors);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        start.RedirectStandardError = true;
        start.Environment["VG_THREADS"] = "1";
        return Process.Start(start)!;
    }
}
