using System.Text.Json.Serialization;
using VanishingGradients.Torch;

namespace VanishingGradients.Finetuning;

/// <summary>Which optimiser trains, and how: pure data that can be written to a file and read again.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(AdamOptions), "adam")]
[JsonDerivedType(typeof(SgdOptions), "sgd")]
public abstract record OptimizerOptions
{
    /// <summary>A new optimiser for the parameters. The caller disposes it.</summary>
    /// <param name="parameters">The parameters it is going to change.</param>
    public abstract Optimizer Create(ParameterVector parameters);
}
