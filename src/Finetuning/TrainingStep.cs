namespace VanishingGradients.Finetuning;

/// <summary>What a training does between two moments at which it can be captured. Where it fails, policy, optimiser and random streams are of
/// different moments from then on, and the training says so instead of being captured or continued.</summary>
internal sealed class TrainingStep
{
    private const int CollectEvery = 200;

    private string? _underWay;

    /// <summary>Makes a step.</summary>
    /// <param name="name">What it is, for messages.</param>
    /// <param name="lower">Options that decide on its memory, see <see cref="TrainingMemoryException"/>.</param>
    /// <param name="make">The step.</param>
    /// <exception cref="InvalidOperationException">An earlier step failed.</exception>
    internal void Run(string name, string lower, Action make)
    {
        RequireWhole();
        _underWay = name;
        TrainingMemoryException.Guard(lower, make);
        _underWay = null;
    }

    /// <summary>Requires that no step failed.</summary>
    /// <exception cref="InvalidOperationException">One did.</exception>
    internal void RequireWhole()
    {
        if (_underWay is not null)
        {
            throw new InvalidOperationException(
                $"The training failed in the middle of {_underWay}, so its parts are of different moments and it can be neither captured nor continued. " +
                "Restore the last state that was captured before.");
        }
    }

    /// <summary>Told the number of steps after each. A step leaves 40 KB of wrappers to the garbage collector, which sees no need to hurry: without a
    /// nudge the process grows by 100 MB.</summary>
    internal static void Made(long steps)
    {
        if (steps % CollectEvery == 0)
        {
            GC.Collect(0, GCCollectionMode.Forced, blocking: false);
        }
    }

    /// <summary>Forgets a failure, since a whole state was restored.</summary>
    internal void Reset() => _underWay = null;
}
