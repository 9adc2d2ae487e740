using System.Text.Json.Serialization;
using VanishingGradients.Data;
using VanishingGradients.Finetuning;
using VanishingGradients.Models;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Runs;

/// <summary>How a stage trains the policy: pure data.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ObjectiveMethod), "objective")]
[JsonDerivedType(typeof(PolicyGradientMethod), "policy-gradient")]
public abstract record StageMethod
{
    /// <summary>Prepares the training; nothing is trained yet. The caller disposes it.</summary>
    /// <param name="policy">The policy to train, in place.</param>
    /// <param name="train">Training inputs.</param>
    /// <param name="test">Inputs to evaluate on.</param>
    /// <param name="streams">The stage's random streams.</param>
    public abstract ITraining Start(Policy policy, EnumerableInputs train, EnumerableInputs test, RandomStreams streams);
}
