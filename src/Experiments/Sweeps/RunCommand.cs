namespace VanishingGradients.Experiments.Sweeps;

/// <summary>The command that executes one run: it is given "run" and the run's folder, and exits with 0 when the run is finished, 1 when
/// it failed and 130 when it was stopped with its checkpoint kept.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">Arguments before "run".</param>
internal sealed record RunCommand(string FileName, IReadOnlyList<string> Arguments)
{
    internal const int Finished = 0;
    internal const int Stopped = 130;

    /// <summary>The whole command line for a run.</summary>
    internal IReadOnlyList<string> Line(string folder) => [FileName, .. Arguments, "run", folder];

    /// <summary>The kit's own command.</summary>
    /// <param name="dotnet">The dotnet program; null takes the one this process runs in, or that of the search path.</param>
    internal static RunCommand Kernel(string? dotnet)
    {
        var kernel = typeof(RunCommand).Assembly.Location;
        if (!File.Exists(Path.ChangeExtension(kernel, ".runtimeconfig.json")))
            throw new SweepException($"{kernel} cannot be started as a program: its .runtimeconfig.json is missing. Build with: dotnet build VanishingGradients.Kernel.csproj");
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        return new(dotnet ?? host, [kernel]);
    }
}
