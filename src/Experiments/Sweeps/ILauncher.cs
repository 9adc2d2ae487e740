namespace VanishingGradients.Experiments.Sweeps;

/// <summary>Something that executes the runs of a sweep. Launchers execute a run in the same way and so, with the same number of threads,
/// give the same results.</summary>
public interface ILauncher
{
    /// <summary>Executes every run that has no results yet; interrupted runs go on from their checkpoints, failed ones start
    /// again.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="progress">Told whenever a run starts or ends, and every now and then in between.</param>
    /// <param name="cancellation">Asks the runs at work to write a checkpoint and stop, and waits for them.</param>
    /// <returns>How it ended; a run that fails leaves the others alone.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; launching again goes on.</exception>
    /// <exception cref="SweepException">Nothing can be launched here; the message says why.</exception>
    Task<SweepReport> LaunchAsync(Sweep sweep, IProgress<SweepProgress>? progress = null, CancellationToken cancellation = default);
}
