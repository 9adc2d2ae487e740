using VanishingGradients.Data;
using VanishingGradients.Models.Language;
using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Text;
using static TorchSharp.torch;

namespace VanishingGradients.Experiments.Language;

/// <summary>A new <see cref="LaptopGpt"/>, or one of another size, with the vocabulary of the task's tokenizer.</summary>
public sealed record LaptopGptOptions : LanguageModelOptions
{
    /// <summary>Blocks. <value>2.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Layers { get; init => field = OptionCheck.AtLeastOne(value, nameof(Layers)); } = LaptopGpt.Shape(1).Layers;

    /// <summary>Width of the hidden states, a multiple of <see cref="Heads"/>. <value>64.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Hidden { get; init => field = OptionCheck.AtLeastOne(value, nameof(Hidden)); } = LaptopGpt.Shape(1).Hidden;

    /// <summary>Attention heads of a block. <value>4.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Heads { get; init => field = OptionCheck.AtLeastOne(value, nameof(Heads)); } = LaptopGpt.Shape(1).Heads;

    /// <summary>Most tokens of prompt and completion together. <value>16.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Positions { get; init => field = OptionCheck.AtLeastOne(value, nameof(Positions)); } = LaptopGpt.Shape(1).Positions;

    /// <inheritdoc />
    /// <exception cref="ArgumentException"><see cref="Hidden"/> is no multiple of <see cref="Heads"/>.</exception>
    public override LanguageModel Create(ITokenizer tokenizer, Generator initialisation, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var shape = LaptopGpt.Shape(tokenizer.VocabularySize, tokenizer.Special.End ?? 0);
        return new Gpt2(shape with { Layers = Layers, Hidden = Hidden, Heads = Heads, Positions = Positions }, initialisation);
    }
}
