using VanishingGradients.Data;
using VanishingGradients.Models;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Runs;

/// <summary>The inputs of one reward-std group.</summary>
/// <param name="Group">Which.</param>
public sealed record GroupInputs(InputGroup Group) : InputSelection
{
    /// <inheritdoc />
    public override IReadOnlyList<int> Choose(EnumerableInputs train, Policy policy, RandomStreams streams) => Of(train, Group);
}
