using System.Text.Json.Serialization;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Language;

/// <summary>Which task a language run has: pure data.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(SmallLanguageTaskOptions), "small")]
public abstract record LanguageTaskOptions
{
    /// <summary>The task.</summary>
    /// <param name="streams">The run's random streams; those of data and labels are used.</param>
    public abstract LanguageTask Create(RandomStreams streams);
}
