using VanishingGradients.Finetuning;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Models.Language;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Language;

/// <summary>Supervised finetuning on the reference completions of the prompts, see <see cref="SupervisedLanguageTrainer"/>.</summary>
public sealed record SupervisedLanguageMethod : LanguageMethod
{
    /// <summary>How. <value>That of the laptop GPT, <see cref="LaptopGpt.Supervised"/>.</value></summary>
    public SupervisedLanguageOptions Training { get; init; } = LaptopGpt.Supervised;

    /// <inheritdoc />
    public override (ITraining Training, int Inputs) Start(LanguageModel model, LanguageTask task, RandomStreams streams)
    {
        ArgumentNullException.ThrowIfNull(task);
        var trainer = new SupervisedLanguageTrainer(model, task.Prompts, Training, streams);
        return (trainer, trainer.Inputs.Count);
    }
}
