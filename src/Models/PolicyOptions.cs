using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>Which policy is trained: pure data but for <see cref="CustomPolicy"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(MlpOptions), "mlp")]
[JsonDerivedType(typeof(ResNet18Options), "resnet18")]
[JsonDerivedType(typeof(BertMiniOptions), "bert-mini")]
public abstract record PolicyOptions
{
    /// <summary>A new policy with random parameters. The caller disposes it.</summary>
    /// <param name="inputs">Numbers of one input, at least 1.</param>
    /// <param name="outputs">The number K of outputs, at least 2.</param>
    /// <param name="initialisation">Random stream of the initial values.</param>
    public abstract Policy Create(int inputs, int outputs, Generator initialisation);
}
