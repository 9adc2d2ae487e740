using VanishingGradients.Data;
using VanishingGradients.Models;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Runs;

/// <summary>A random share of all inputs or of a group. With the same stream a smaller share is a part of a larger one.</summary>
public sealed record ShareOfInputs : InputSelection
{
    /// <summary>The share; the number of inputs is rounded to the nearest, and is at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0 and at most 1.</exception>
    public required double Share
    {
        get;
        init => field = OptionCheck.PositiveShare(value, nameof(Share));
    }

    /// <summary>The group to take the share of; null for all inputs. <value>Null.</value></summary>
    public InputGroup? Group { get; init; }

    /// <summary>Name of the random stream. <value>"input selection".</value></summary>
    public string Stream { get; init; } = RandomInputs.DefaultStream;

    /// <inheritdoc />
    public override IReadOnlyList<int> Choose(EnumerableInputs train, Policy policy, RandomStreams streams)
    {
        var candidates = Of(train, Group);
        return Draw(candidates, Math.Max(1, (int)Math.Round(Share * candidates.Length)), streams, Stream);
    }
}
