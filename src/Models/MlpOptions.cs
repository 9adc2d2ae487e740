using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>A multi-layer perceptron, see <see cref="Mlp"/>. The paper's has hidden layers of 250 and 100.</summary>
public sealed record MlpOptions : PolicyOptions
{
    /// <summary>A perceptron.</summary>
    /// <param name="hidden">See <see cref="Hidden"/>.</param>
    public MlpOptions(IReadOnlyList<int> hidden) => Hidden = hidden;

    /// <summary>Widths of the hidden layers from input to output, each at least 1; none makes the policy linear.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A width is below 1.</exception>
    public IReadOnlyList<int> Hidden
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Hidden));
            field = value.All(width => width >= 1)
                ? [.. value]
                : throw new ArgumentOutOfRangeException(
                    nameof(Hidden), string.Join(", ", value), $"Every width of {nameof(Hidden)} must be at least 1.");
        }
    }

    /// <inheritdoc />
    public override Policy Create(int inputs, int outputs, Generator initialisation) => new Mlp([inputs, .. Hidden, outputs], initialisation);
}
