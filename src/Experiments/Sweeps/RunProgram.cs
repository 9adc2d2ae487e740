using VanishingGradients.Experiments.Commands;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>The program that executes runs, with the command run for one whose folder it is given, and the command work for those whose folders its
/// input tells. It exits with 0 when all are finished, 1 when one failed and 130 when one was stopped with its checkpoint kept.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">Arguments before the command.</param>
internal sealed record RunProgram(string FileName, IReadOnlyList<string> Arguments)
{
    internal const int Stopped = CommandLine.Cancelled;

    /// <summary>The whole command line for a run.</summary>
    /// <param name="run">The run's folder.</param>
    /// <param name="pretrained">Where runs with the same pretraining share it.</param>
    internal IReadOnlyList<string> Line(string run, string pretrained) => [FileName, .. Arguments, "run", run, "--pretrained", pretrained];

    /// <summary>The whole command line for runs one after the other.</summary>
    /// <param name="pretrained">Where runs with the same pretraining share it.</param>
    internal IReadOnlyList<string> WorkLine(string pretrained) => [FileName, .. Arguments, WorkCommand.Name, "--pretrained", pretrained];

    /// <summary>The whole command line that writes the results of a sweep into one file.</summary>
    /// <param name="sweep">The sweep's folder.</param>
    internal IReadOnlyList<string> MergeLine(string sweep) => [FileName, .. Arguments, "sweep", sweep, SweepCommand.Merge];

    /// <summary>The kit's own command.</summary>
    /// <param name="dotnet">The dotnet program; null takes the one this process runs in, or that of the search path.</param>
    internal static RunProgram Kernel(string? dotnet)
    {
        var kernel = typeof(RunProgram).Assembly.Location;
        if (!File.Exists(Path.ChangeExtension(kernel, ".runtimeconfig.json")))
        {
            throw new SweepException(
                $"{kernel} cannot be started as a program: its .runtimeconfig.json is missing. Run: dotnet build VanishingGradients.Kernel.csproj");
        }

        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        return new(dotnet ?? host, [kernel]);
    }
}
