using VanishingGradients.Models.Language;
using VanishingGradients.Text;
using static TorchSharp.torch;

namespace VanishingGradients.Experiments.Language;

/// <summary>A model of a Hugging Face folder, such as the policy that another run left.</summary>
/// <param name="Folder">The folder.</param>
public sealed record HuggingFaceModelOptions(string Folder) : LanguageModelOptions
{
    /// <inheritdoc />
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">The folder has no model that the kit can run.</exception>
    /// <exception cref="Models.Safetensors.SafetensorsException">The weights are damaged.</exception>
    public override LanguageModel Create(ITokenizer tokenizer, Generator initialisation) => LanguageModels.Load(Folder);
}
