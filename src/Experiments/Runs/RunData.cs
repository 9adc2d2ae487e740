using VanishingGradients.Data;

namespace VanishingGradients.Experiments.Runs;

/// <summary>The data of a run by name.</summary>
internal static class RunData
{
    /// <summary>The experiment of a run, its policy not yet pretrained. The caller disposes it.</summary>
    /// <exception cref="ArgumentException">There is no such environment.</exception>
    /// <exception cref="DataUnavailableException">Its data cannot be had.</exception>
    internal static ControlledExperiment Open(RunOptions options, CancellationToken cancellation)
    {
        // A run is what its description says: no fallback to other data.
        using var environment = ControlledEnvironments
            .LoadAsync(options.Environment, Console.Error.WriteLine, cancellation: cancellation).GetAwaiter().GetResult();
        return new ControlledExperiment(environment, options.Setting);
    }
}
