using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>Scores of runs by method and task: the method is the configuration without the environment in front of its name, the task is the
/// environment, and the runs of a configuration are its seeds.</summary>
internal static class MethodScores
{
    /// <summary>One entry per method, in the order of their first runs.</summary>
    /// <exception cref="SweepException">Two configurations of an environment would be the same method.</exception>
    /// <exception cref="InsufficientSampleException">A method has fewer than two runs in an environment.</exception>
    /// <exception cref="ArgumentException">A score is NaN or infinite; the message names the environment.</exception>
    internal static OrderedDictionary<string, TaskScores> Of(IEnumerable<(string Environment, string Configuration, double Score)> runs)
    {
        var scores = new OrderedDictionary<string, TaskScores>();
        foreach (var method in runs.GroupBy(run => Method(run.Environment, run.Configuration)))
        {
            var tasks = method.GroupBy(run => run.Environment).ToArray();
            if (tasks.FirstOrDefault(task => task.Select(run => run.Configuration).Distinct().Count() > 1) is { } task)
            {
                throw new SweepException(
                    $"Configurations {string.Join(" and ", task.Select(run => $"'{run.Configuration}'").Distinct())} would both be method '{method.Key}' in {task.Key}. " +
                    "Give them names that differ in more than the environment.");
            }

            scores[method.Key] = new TaskScores(tasks.ToDictionary(task => task.Key, task => (IReadOnlyList<double>)[.. task.Select(run => run.Score)]));
        }

        return scores;
    }

    private static string Method(string environment, string configuration) =>
        configuration.StartsWith($"{environment}-", StringComparison.Ordinal) ? configuration[(environment.Length + 1)..] : configuration;
}
