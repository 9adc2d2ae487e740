using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>The paper's policy for CIFAR10, see <see cref="ResNet18"/>. Inputs must be colour pictures.</summary>
public sealed record ResNet18Options : PolicyOptions
{
    /// <inheritdoc />
    public override Policy Create(int inputs, int outputs, Generator initialisation) => new ResNet18(outputs, initialisation);
}
