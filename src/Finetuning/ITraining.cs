namespace VanishingGradients.Finetuning;

/// <summary>A training that can be stopped between two steps and continued bit for bit, in this process or another.</summary>
public interface ITraining : IDisposable
{
    /// <summary>The metrics so far.</summary>
    MetricsLog Log { get; }

    /// <summary>Epochs done.</summary>
    int Epoch { get; }

    /// <summary>Called before every step and after the last: the moments at which <see cref="Capture"/> may be called while
    /// <see cref="Run"/> is under way. Null for none.</summary>
    Action? BetweenSteps { get; set; }

    /// <summary>Trains for the epochs that are left.</summary>
    /// <param name="progress">Told after every epoch.</param>
    /// <param name="cancellation">Stops between two steps, where the training can be captured.</param>
    /// <returns><see cref="Log"/>.</returns>
    /// <exception cref="DivergedException">A metric is no longer finite.</exception>
    /// <exception cref="TrainingMemoryException">A pass needs more memory than there is; the message says what to lower.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    MetricsLog Run(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default);

    /// <summary>A copy of everything that decides how the training goes on. The caller disposes it.</summary>
    /// <exception cref="InvalidOperationException">The training failed in the middle of a step, and is between two states.</exception>
    TrainingState Capture();

    /// <summary>Continues from a captured state of a training with the same options.</summary>
    /// <param name="state">What <see cref="Capture"/> gave. It is copied.</param>
    /// <param name="log">The log as it was then; its rows are copied.</param>
    /// <exception cref="ArgumentException">State or log are of another training.</exception>
    void Restore(TrainingState state, MetricsLog log);
}
