using System.Diagnostics;

namespace VanishingGradients.Finetuning.Language;

/// <summary>Tokens and time of an iteration: of its rollout, of its training, and of both.</summary>
internal sealed class IterationClock
{
    private long _begun;
    private TimeSpan _collecting;
    private long _collected;
    private long _trained;

    /// <summary>Completion tokens per second of the iteration, of rollout and training apart, in the order of
    /// <see cref="LanguageActorCritic.Speeds"/>.</summary>
    internal double[] Speeds
    {
        get
        {
            var all = Stopwatch.GetElapsedTime(_begun);
            return [_collected / all.TotalSeconds, _collected / _collecting.TotalSeconds, _trained / (all - _collecting).TotalSeconds];
        }
    }

    /// <summary>Begins an iteration.</summary>
    internal void Begin() => (_begun, _collecting, _collected, _trained) = (Stopwatch.GetTimestamp(), TimeSpan.Zero, 0, 0);

    /// <summary>Counts tokens of a rollout.</summary>
    /// <param name="tokens">Their number.</param>
    /// <param name="since">Timestamp of when it began.</param>
    internal void Collected(long tokens, long since)
    {
        _collected += tokens;
        _collecting += Stopwatch.GetElapsedTime(since);
    }

    /// <summary>Counts tokens of a step.</summary>
    internal void Trained(int tokens) => _trained += tokens;
}
