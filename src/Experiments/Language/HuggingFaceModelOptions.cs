using VanishingGradients.Models.HuggingFace;
using VanishingGradients.Models.Language;
using VanishingGradients.Text;
using static TorchSharp.torch;

namespace VanishingGradients.Experiments.Language;

/// <summary>A model of a Hugging Face folder, such as the policy that another run left, or a published one.</summary>
/// <param name="Folder">Path of the folder; where there is none, the model's name on the hub, see <see cref="ModelHub"/>.</param>
public sealed record HuggingFaceModelOptions(string Folder) : LanguageModelOptions
{
    /// <summary>Branch, tag or commit on the hub; a folder is taken as it is. <value>main.</value></summary>
    public string Revision { get; init; } = "main";

    /// <inheritdoc />
    /// <exception cref="ArgumentException">There is no such folder, and it is no name of a model.</exception>
    /// <exception cref="ModelUnavailableException">No place has the model.</exception>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">The folder has no model that the kit can run.</exception>
    /// <exception cref="Models.Safetensors.SafetensorsException">The weights are damaged.</exception>
    public override LanguageModel Create(ITokenizer tokenizer, Generator initialisation, CancellationToken cancellation = default) =>
        Load(ModelHub.FromEnvironment(Console.Error.WriteLine), cancellation);

    internal LanguageModel Load(ModelHub hub, CancellationToken cancellation) =>
        LanguageModels.Load(hub.OpenAsync(Folder, Revision, cancellation: cancellation).GetAwaiter().GetResult().Path);
}
