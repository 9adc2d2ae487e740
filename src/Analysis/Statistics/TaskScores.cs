namespace VanishingGradients.Analysis.Statistics;

/// <summary>Scores of one method: for every task (or configuration) one score per seed, and what can be said from so few runs.</summary>
/// <remarks>
/// Source: Agarwal et al. 2021, "Deep Reinforcement Learning at the Edge of the Statistical Precipice". Intervals are stratified percentile
/// bootstraps: seeds are drawn with replacement within each task, so that the tasks themselves count as given. Scores of different tasks
/// are pooled and so must have one scale.
/// </remarks>
public sealed class TaskScores
{
    private readonly double[][] _scores;

    /// <summary>Scores by task.</summary>
    /// <param name="scores">Name of a task and its scores, in any order.</param>
    /// <exception cref="InsufficientSampleException">There is no task, or one with fewer than two scores.</exception>
    /// <exception cref="ArgumentException">A score is NaN or infinite; the message names the task.</exception>
    public TaskScores(IReadOnlyDictionary<string, IReadOnlyList<double>> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Count == 0)
            throw new InsufficientSampleException("A comparison over tasks", 0, 1);
        // Sorted, so that the same scores and stream give the same interval whatever order they came in.
        Tasks = [.. scores.Keys.Order(StringComparer.Ordinal)];
        _scores = [.. Tasks.Select(task => Checked(task, [.. scores[task]]))];
    }

    /// <summary>Names of the tasks, in ordinal order.</summary>
    public IReadOnlyList<string> Tasks { get; }

    /// <summary>The scores of a task.</summary>
    /// <param name="task">Its position in <see cref="Tasks"/>.</param>
    public IReadOnlyList<double> this[int task] => _scores[task];

    /// <summary>The interquartile mean of all scores, pooled over tasks, with its interval.</summary>
    /// <param name="random">The stream the resamples are drawn from; the same state gives the same interval.</param>
    /// <param name="resamples">Number of resamples, at least 1.</param>
    /// <param name="level">Confidence level in (0, 1).</param>
    public ConfidenceInterval InterquartileMean(Random random, int resamples = 2000, double level = 0.95) =>
        Interval(scores => Quantiles.InterquartileMean([.. scores.SelectMany(task => task)]), random, resamples, level);

    /// <summary>Any statistic of the scores with its stratified bootstrap interval.</summary>
    /// <param name="statistic">The statistic of the scores by task; resamples for which it is NaN are left out.</param>
    /// <param name="random">The stream the resamples are drawn from; the same state gives the same interval.</param>
    /// <param name="resamples">Number of resamples, at least 1.</param>
    /// <param name="level">Confidence level in (0, 1).</param>
    public ConfidenceInterval Interval(
        Func<IReadOnlyList<IReadOnlyList<double>>, double> statistic, Random random, int resamples = 2000, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        return Bootstrap(_scores, scores => [statistic(scores)], random, resamples, level)[0];
    }

    /// <summary>The performance profile: per threshold τ the share of runs with a score above τ, averaged over tasks.</summary>
    /// <param name="thresholds">Values of τ.</param>
    /// <param name="random">The stream the resamples are drawn from; the same state gives the same band.</param>
    /// <param name="resamples">Number of resamples, at least 1.</param>
    /// <param name="level">Confidence level of the band at each single threshold, in (0, 1).</param>
    /// <returns>One share with its interval per threshold. The profile never rises.</returns>
    public IReadOnlyList<ConfidenceInterval> Profile(
        IReadOnlyList<double> thresholds, Random random, int resamples = 2000, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        return Bootstrap(_scores, Shares, random, resamples, level);

        double[] Shares(double[][] scores) =>
            [.. thresholds.Select(threshold => scores.Average(task => (double)task.Count(score => score > threshold) / task.Length))];
    }

    /// <summary>The probability that a run of this method scores above a run of another on the same task, averaged over tasks; equal
    /// scores count one half.</summary>
    /// <param name="other">The other method's scores on the same tasks; the number of seeds may differ.</param>
    /// <param name="random">The stream the resamples are drawn from; the same state gives the same interval.</param>
    /// <param name="resamples">Number of resamples, at least 1.</param>
    /// <param name="level">Confidence level in (0, 1).</param>
    /// <remarks>Per task the Mann-Whitney statistic divided by the number of pairs. Seeds of both methods are resampled, each on its
    /// own.</remarks>
    /// <exception cref="ArgumentException">The methods have different tasks; the message names them.</exception>
    public ConfidenceInterval ProbabilityOfImprovement(TaskScores other, Random random, int resamples = 2000, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!Tasks.SequenceEqual(other.Tasks))
        {
            throw new ArgumentException(
                $"Both methods must have scores on the same tasks, but one has {string.Join(", ", Tasks)} and the other {string.Join(", ", other.Tasks)}.",
                nameof(other));
        }

        var tasks = Tasks.Count;
        return Bootstrap(
            [.. _scores, .. other._scores],
            scores => [Enumerable.Range(0, tasks).Average(task => ShareAbove(scores[task], scores[tasks + task]))],
            random, resamples, level)[0];
    }

    private static ConfidenceInterval[] Bootstrap(
        double[][] strata, Func<double[][], double[]> statistics, Random random, int resamples, double level)
    {
        Intervals.Require("A bootstrap interval", strata.Min(stratum => stratum.Length), 2, level);
        double[] pooled = [.. strata.SelectMany(stratum => stratum)];
        var resample = Array.ConvertAll(strata, stratum => new double[stratum.Length]);
        return Intervals.BootstrapRows(statistics(strata), [.. strata.Select(stratum => stratum.Length)], random, resamples, level, rows =>
        {
            var row = 0;
            foreach (var stratum in resample)
            {
                for (var i = 0; i < stratum.Length; i++)
                    stratum[i] = pooled[rows[row++]];
            }

            return statistics(resample);
        });
    }

    private static double ShareAbove(double[] left, double[] right)
    {
        var twice = 0L;
        foreach (var score in left)
        {
            foreach (var against in right)
                twice += score > against ? 2 : score == against ? 1 : 0;
        }

        return twice / (2.0 * left.Length * right.Length);
    }

    private static double[] Checked(string task, double[] scores) =>
        scores.Length < 2 ? throw new InsufficientSampleException($"An interval over the seeds of '{task}'", scores.Length, 2) :
        scores.All(double.IsFinite) ? scores :
        throw new ArgumentException($"Task '{task}' has a score that is not finite. Give a run that diverged the worst score, or leave it out on purpose.");
}
