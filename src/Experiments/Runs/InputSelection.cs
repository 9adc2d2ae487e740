using System.Text.Json.Serialization;
using VanishingGradients.Data;
using VanishingGradients.Models;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Runs;

/// <summary>Which training inputs a stage uses: pure data, decided when the stage starts.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(AllInputs), "all")]
[JsonDerivedType(typeof(GroupInputs), "group")]
[JsonDerivedType(typeof(ShareOfInputs), "share")]
[JsonDerivedType(typeof(SmallStdInputs), "vanishing")]
[JsonDerivedType(typeof(RandomInputs), "random")]
public abstract record InputSelection
{
    /// <summary>Positions of the chosen inputs, ascending.</summary>
    /// <param name="train">All training inputs.</param>
    /// <param name="policy">The policy as the stage finds it.</param>
    /// <param name="streams">The run's random streams.</param>
    /// <exception cref="ArgumentException">No input can be chosen; the message says why.</exception>
    public abstract IReadOnlyList<int> Choose(EnumerableInputs train, Policy policy, RandomStreams streams);

    /// <summary>Positions of the inputs of a reward-std group, or of all.</summary>
    private protected static int[] Of(EnumerableInputs train, InputGroup? group)
    {
        int[] positions =
            [.. Enumerable.Range(0, train.Count).Where(i => group is null || train.IsSmall[i] == (group == InputGroup.Small))];
        return positions.Length > 0
            ? positions
            : throw new ArgumentException($"The task has no input with {group.ToString()!.ToLowerInvariant()} reward std to select.");
    }

    /// <summary>The first of the candidates in the random order of a stream, ascending: a smaller count chooses a part of what a larger one
    /// does.</summary>
    private protected static int[] Draw(int[] candidates, int count, RandomStreams streams, string stream)
    {
        using var generator = streams.Open(stream);
        return [.. RandomOrder.Of(candidates.Length, generator).Take(count).Select(i => candidates[i]).Order()];
    }
}
