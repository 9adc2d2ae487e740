using VanishingGradients.Analysis;
using VanishingGradients.Data;
using VanishingGradients.Models;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Runs;

/// <summary>The inputs whose exact reward std under the policy at the start of the stage is at most a threshold.</summary>
public sealed record SmallStdInputs : InputSelection
{
    /// <summary>Threshold on the reward std (ddof 0), in units of reward.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number of at least 0.</exception>
    public required double Threshold { get; init => field = OptionCheck.NotNegative(value, nameof(Threshold)); }

    /// <summary>The most inputs to choose, those with the smallest std first, among equals the earlier; null for no limit.
    /// <value>Null.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? AtMost { get; init => field = value is { } most ? OptionCheck.AtLeastOne(most, nameof(AtMost)) : null; }

    /// <inheritdoc />
    public override IReadOnlyList<int> Choose(EnumerableInputs train, Policy policy, RandomStreams streams)
    {
        var stds = PolicyEvaluation.Of(policy, train).RewardStd;
        var smallestFirst = Enumerable.Range(0, train.Count).Where(i => stds[i] <= Threshold).OrderBy(i => stds[i]);
        int[] chosen = [.. smallestFirst.Take(AtMost ?? train.Count).Order()];
        return chosen.Length > 0
            ? chosen
            : throw new ArgumentException(
                $"No input has a reward std of at most {Threshold} ({nameof(Threshold)}); the smallest is {stds.Min()}.");
    }
}
