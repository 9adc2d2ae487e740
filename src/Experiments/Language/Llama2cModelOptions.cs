using VanishingGradients.Models.Language;
using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Text;
using static TorchSharp.torch;

namespace VanishingGradients.Experiments.Language;

/// <summary>A model of a llama2.c file, such as stories260K.</summary>
/// <param name="File">The file.</param>
public sealed record Llama2cModelOptions(string File) : LanguageModelOptions
{
    /// <inheritdoc />
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no such model, or damaged.</exception>
    public override LanguageModel Create(ITokenizer tokenizer, Generator initialisation, CancellationToken cancellation = default) => Llama2cFile.Read(File);
}
