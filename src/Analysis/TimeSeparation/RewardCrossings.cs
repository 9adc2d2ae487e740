namespace VanishingGradients.Analysis.TimeSeparation;

/// <summary>When the expected reward of each input first exceeds a level, from evaluations of a policy while it is trained.</summary>
public sealed class RewardCrossings
{
    private readonly double _level;
    private double[]? _start;
    private double[] _last = [];
    private double _lastTime;
    private double?[] _times = [];

    /// <summary>Waits for a level.</summary>
    /// <param name="level">The expected reward to exceed; 0 is p(y*) = ½ for rewards of 1 and −1.</param>
    public RewardCrossings(double level = 0) => _level = level;

    /// <summary>Expected reward of each input at the first evaluation.</summary>
    /// <exception cref="InvalidOperationException">There was no evaluation yet.</exception>
    public IReadOnlyList<double> Start => _start ?? throw new InvalidOperationException("No policy was evaluated yet.");

    /// <summary>When each input first exceeded the level, by linear interpolation between evaluations; null where it has not. An input above the level
    /// from the start has the time of the first evaluation.</summary>
    public IReadOnlyList<double?> Times => _times;

    /// <summary>The time of the last evaluation.</summary>
    public double End => _lastTime;

    /// <summary>Adds an evaluation.</summary>
    /// <param name="time">When, in any unit, later than the evaluation before.</param>
    /// <param name="evaluation">The policy then; its inputs are the same at every time.</param>
    /// <exception cref="ArgumentException">The time is not later, or the number of inputs has changed.</exception>
    public void Observe(double time, PolicyEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        var now = evaluation.RewardMean;
        var isFirst = _start is null;
        if (_start is null)
        {
            (_start, _last, _times) = (now, now, new double?[now.Length]);
        }
        else if (now.Length != _start.Length || time <= _lastTime)
        {
            throw new ArgumentException(
                $"An evaluation of {now.Length} inputs at time {time} follows one of {_start.Length} inputs at time {_lastTime}; the inputs must be the same and time must grow.");
        }

        for (var i = 0; i < now.Length; i++)
        {
            if (_times[i] is null && now[i] > _level)
            {
                _times[i] = isFirst ? time : _lastTime + (time - _lastTime) * (_level - _last[i]) / (now[i] - _last[i]);
            }
        }

        (_last, _lastTime) = (now, time);
    }
}
