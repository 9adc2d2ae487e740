using VanishingGradients.Data;
using VanishingGradients.Models;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Runs;

/// <summary>A given number of random inputs of all: the control group of <see cref="SmallStdInputs"/> at an equal budget.</summary>
public sealed record RandomInputs : InputSelection
{
    internal const string DefaultStream = "input selection";

    /// <summary>How many, at least 1; all where there are fewer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public required int Count { get; init => field = OptionCheck.AtLeastOne(value, nameof(Count)); }

    /// <summary>Name of the random stream. <value>"input selection".</value></summary>
    public string Stream { get; init; } = DefaultStream;

    /// <inheritdoc />
    public override IReadOnlyList<int> Choose(EnumerableInputs train, Policy policy, RandomStreams streams) =>
        Draw(Of(train, group: null), Count, streams, Stream);
}
