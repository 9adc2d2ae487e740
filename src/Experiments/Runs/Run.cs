namespace VanishingGradients.Experiments.Runs;

/// <summary>Executes runs.</summary>
public static class Run
{
    /// <summary>Starts the run of a folder, continues it bit for bit from its checkpoint, or tells its result when it is
    /// finished.</summary>
    /// <param name="folder">A folder with a config.json.</param>
    /// <param name="execution">How often to save and what to share; null for the defaults.</param>
    /// <param name="progress">Told after every epoch.</param>
    /// <param name="cancellation">Stops between two steps; a checkpoint is written first.</param>
    /// <exception cref="RunFileException">A file of the folder is damaged, or cannot be written.</exception>
    /// <exception cref="RunInUseException">The run is being executed already.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; executing again continues.</exception>
    /// <remarks>Any other error is written to error.txt too.</remarks>
    public static RunResult Execute(
        string folder, RunExecution? execution = null, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Execute(RunFolder.Open(folder), execution ?? new RunExecution(), progress, cancellation);
    }

    /// <summary>Executes a run in a folder that may be new, or have the same run already.</summary>
    /// <param name="options">The run.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="execution">How often to save and what to share; null for the defaults.</param>
    /// <param name="progress">Told after every epoch.</param>
    /// <param name="cancellation">Stops between two steps; a checkpoint is written first.</param>
    /// <exception cref="RunFileException">The folder has another run, or a file of it is damaged, or cannot be written.</exception>
    /// <exception cref="NotSupportedException">The policy or an objective is code and not data; the message names it.</exception>
    /// <exception cref="RunInUseException">The run is being executed already.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; executing again continues.</exception>
    public static RunResult Execute(
        RunDescription options, string folder, RunExecution? execution = null, IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default) =>
        Execute(RunFolder.Create(options, folder), execution ?? new RunExecution(), progress, cancellation);

    private static RunResult Execute(
        RunFolder folder, RunExecution execution, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        if (folder.Result is { } done)
        {
            return done;
        }

        using var taken = folder.Take();
        if (folder.Result is { } doneMeanwhile)
        {
            return doneMeanwhile;
        }

        try
        {
            folder.RemoveLeftovers();
            folder.Begin();
            try
            {
                using var session = new RunSession(folder, execution, progress, cancellation);
                return session.Run();
            }
            finally
            {
                IfPossible(folder.End);
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            IfPossible(() => File.WriteAllText(folder.ErrorFile, $"{error.GetType().Name}: {error.Message}\n\n{error}\n"));
            throw;
        }
    }

    // Where even this cannot be written, the result or the error itself still reaches the caller.
    private static void IfPossible(Action write)
    {
        try
        {
            write();
        }
        catch (Exception second) when (second is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
        }
    }
}
