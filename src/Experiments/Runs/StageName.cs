using System.Text.RegularExpressions;

namespace VanishingGradients.Experiments.Runs;

/// <summary>What names of stages must be like: they become names of files and random streams.</summary>
internal static partial class StageName
{
    /// <exception cref="ArgumentException">Other characters than small letters, digits and hyphens, or "pretraining".</exception>
    internal static string Check(string name) => Allowed().IsMatch(name) && name != StageOptions.Pretraining
        ? name
        : throw new ArgumentException(
            $"{nameof(StageOptions.Name)} of a stage is '{name}'; it must consist of small letters, digits and hyphens and not be " +
            $"'{StageOptions.Pretraining}'.");

    /// <exception cref="ArgumentException">Two stages have the same name.</exception>
    internal static IReadOnlyList<T> CheckDistinct<T>(IReadOnlyList<T> stages, Func<T, string> name)
    {
        ArgumentNullException.ThrowIfNull(stages, nameof(RunOptions.Stages));
        return stages.GroupBy(name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new ArgumentException($"{nameof(RunOptions.Stages)} has {twice.Count()} stages named '{twice.Key}'; names must differ.")
            : [.. stages];
    }

    [GeneratedRegex("^[a-z0-9-]+$")]
    private static partial Regex Allowed();
}
