using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>Any policy that code can make. Being code it cannot be written to a file, so run folders refuse it.</summary>
/// <param name="Make">Makes the policy from the numbers of one input, the number of outputs and the initialisation stream.</param>
public sealed record CustomPolicy(Func<int, int, Generator, Policy> Make) : PolicyOptions
{
    /// <inheritdoc />
    public override Policy Create(int inputs, int outputs, Generator initialisation) => Make(inputs, outputs, initialisation);
}
