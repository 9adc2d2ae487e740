namespace VanishingGradients.Experiments.Runs;

/// <summary>Sees the progress of a run, and cancels it at a moment.</summary>
internal sealed class Watch(Func<RunProgress, bool> isMoment, CancellationTokenSource? source) : IProgress<RunProgress>
{
    public bool Saw { get; private set; }

    public int Count { get; private set; }

    public void Report(RunProgress value)
    {
        Count++;
        if (isMoment(value))
        {
            Saw = true;
            source?.Cancel();
        }
    }
}
