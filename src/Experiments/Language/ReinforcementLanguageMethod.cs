using VanishingGradients.Finetuning;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Finetuning.PolicyGradient;
using VanishingGradients.Models.Language;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Language;

/// <summary>Reinforcement finetuning for the reward of the task, see <see cref="PolicyGradientTrainer"/>.</summary>
public sealed record ReinforcementLanguageMethod : LanguageMethod
{
    /// <summary>How. <value>That of the laptop GPT at course scale, <see cref="LaptopGpt.Ppo"/>.</value></summary>
    public LanguageFinetuningOptions Training { get; init; } = LaptopGpt.Ppo(Scale.Course);

    /// <inheritdoc />
    public override (ITraining Training, int Inputs) Start(
        LanguageModel model, LanguageTask task, RandomStreams streams, PromptJournal? journal = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        var inputs = task.Inputs;
        var actorCritic = new LanguageActorCritic(model, inputs, Training, streams) { Journal = journal };
        return (new PolicyGradientTrainer(actorCritic, Training.Method, streams), inputs.Count);
    }

    /// <inheritdoc />
    public override void Check(LanguageModel model, LanguageTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        Training.Method.Validate();
        RolloutCheck.Require(model, task.Inputs, Training.Generation);
    }
}
