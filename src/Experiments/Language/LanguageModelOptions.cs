using System.Text.Json.Serialization;
using VanishingGradients.Models.Language;
using VanishingGradients.Text;
using static TorchSharp.torch;

namespace VanishingGradients.Experiments.Language;

/// <summary>Which model a language run starts from: pure data.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(LaptopGptOptions), "laptop-gpt")]
[JsonDerivedType(typeof(HuggingFaceModelOptions), "hugging-face")]
public abstract record LanguageModelOptions
{
    /// <summary>The model. The caller disposes it.</summary>
    /// <param name="tokenizer">The tokenizer of the task.</param>
    /// <param name="initialisation">Random stream of the initial values of a new model.</param>
    /// <param name="cancellation">Stops a fetch.</param>
    public abstract LanguageModel Create(ITokenizer tokenizer, Generator initialisation, CancellationToken cancellation = default);
}
