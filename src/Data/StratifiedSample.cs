using TorchSharp;

namespace VanishingGradients.Data;

/// <summary>Chooses inputs so that every class keeps its share.</summary>
public static class StratifiedSample
{
    /// <summary>Positions of <paramref name="count"/> inputs, in random order, with every class present in proportion (largest
    /// remainders; ties at random).</summary>
    /// <param name="labels">Label of every input.</param>
    /// <param name="count">How many to choose, from 1 to the number of inputs.</param>
    /// <param name="generator">Random stream.</param>
    public static int[] Choose(IReadOnlyList<int> labels, int count, torch.Generator generator)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, labels.Count);

        var shuffled = RandomOrder.Of(labels.Count, generator);
        var classes = shuffled.GroupBy(i => labels[i]).ToArray();
        var shares = classes.Select(group => (double)group.Count() * count / labels.Count).ToArray();
        var sizes = shares.Select(share => (int)share).ToArray();
        var remainders = Enumerable.Range(0, classes.Length).OrderByDescending(c => shares[c] - sizes[c]).Take(count - sizes.Sum());
        foreach (var c in remainders)
        {
            sizes[c]++;
        }

        var chosen = classes.SelectMany((group, c) => group.Take(sizes[c])).ToArray();
        return [.. RandomOrder.Of(count, generator).Select(i => chosen[i])];
    }
}
