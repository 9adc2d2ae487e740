using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>The paper's policy for STS-B, see <see cref="Bert"/> and <see cref="BertOptions.Mini"/>. Inputs must be tokens.</summary>
public sealed record BertMiniOptions : PolicyOptions
{
    /// <inheritdoc />
    public override Policy Create(int inputs, int outputs, Generator initialisation) =>
        new Bert(BertOptions.Mini with { Outputs = outputs }, initialisation);
}
