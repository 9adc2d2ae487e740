using TorchSharp.Modules;

namespace VanishingGradients.Models.Tracing;

/// <summary>The parameters of a linear layer or of a layer normalisation.</summary>
/// <param name="Name">Name for tables.</param>
/// <param name="Weight">Matrix [outputs, inputs] of a linear layer, or scale [C] of a normalisation.</param>
/// <param name="Bias">Shift, shape [outputs] or [C].</param>
internal sealed record Affine(string Name, Parameter Weight, Parameter Bias);
