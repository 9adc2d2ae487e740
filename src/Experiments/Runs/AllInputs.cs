using VanishingGradients.Data;
using VanishingGradients.Models;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Runs;

/// <summary>All training inputs.</summary>
public sealed record AllInputs : InputSelection
{
    /// <inheritdoc />
    public override IReadOnlyList<int> Choose(EnumerableInputs train, Policy policy, RandomStreams streams) => Of(train, group: null);
}
