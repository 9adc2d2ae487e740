using VanishingGradients.Models.HuggingFace;
using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Models.Language.T5;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language;

/// <summary>Language models of Hugging Face folders, whatever their kind.</summary>
public static class LanguageModels
{
    private static readonly Dictionary<string, Func<string, ScalarType, Device?, LanguageModel>> Loaders = new()
    {
        ["gpt2"] = Gpt2.Load,
        ["llama"] = Llama.Load,
        ["t5"] = T5Model.Load,
    };

    /// <summary>Loads a folder as the model that its configuration names.</summary>
    /// <param name="folder">A folder with <c>config.json</c> and weights in safetensors, whole or in shards.</param>
    /// <param name="type">Type of the parameters, to which weights of another are converted; float32 unless asked.</param>
    /// <param name="device">Where the parameters live; null for the processor.</param>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">The configuration is damaged, or of a kind that is not supported; the message names those that
    /// are.</exception>
    /// <exception cref="Safetensors.SafetensorsException">The weights are damaged or do not fit the configuration.</exception>
    /// <exception cref="ModelMemoryException">There is not enough memory; the message tells how much it needs.</exception>
    public static LanguageModel Load(string folder, ScalarType type = ScalarType.Float32, Device? device = null)
    {
        var kind = ModelFolder.Open(folder).Config.ModelType;
        return Loaders.TryGetValue(kind, out var load)
            ? load(folder, type, device)
            : throw new InvalidDataException(
                $"'{folder}' holds a model of type '{kind}', which is no supported language model; supported are "
                + $"{string.Join(", ", Loaders.Keys)}.");
    }
}
