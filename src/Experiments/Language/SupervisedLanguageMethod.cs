using VanishingGradients.Finetuning;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Models.Language;
using VanishingGradients.Text.Generation;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Language;

/// <summary>Supervised finetuning on the reference completions of the prompts, see <see cref="SupervisedLanguageTrainer"/>.</summary>
public sealed record SupervisedLanguageMethod : LanguageMethod
{
    /// <summary>How. <value>That of the laptop GPT, <see cref="LaptopGpt.Supervised"/>.</value></summary>
    public SupervisedLanguageOptions Training { get; init; } = LaptopGpt.Supervised;

    /// <summary>How the reward is measured prompt by prompt at every row of the log, which changes nothing that is learned; null for not at all.
    /// <value>8 prompts, 10 completions each.</value></summary>
    public RewardProbeOptions? Probe { get; init; } = new();

    /// <summary>How the probe's completions are sampled. <value>As in the laptop GPT's PPO.</value></summary>
    public GenerationOptions Generation { get; init; } = LaptopGpt.Ppo(Scale.Course).Generation;

    /// <inheritdoc />
    public override (ITraining Training, int Inputs) Start(
        LanguageModel model, LanguageTask task, RandomStreams streams, PromptJournal? journal = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        var probe = Probe is null ? null : new RewardProbe(model, task.Inputs, Generation, Probe, streams);
        var trainer = new SupervisedLanguageTrainer(model, task.Prompts, Training, streams, probe: probe) { Journal = journal };
        return (trainer, trainer.Inputs.Count);
    }

    /// <inheritdoc />
    public override void Check(LanguageModel model, LanguageTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        ExampleCheck.Require(model, task.Prompts, Training.Tokens);
        if (Probe is not null)
        {
            RolloutCheck.Require(model, task.Inputs, Generation);
        }
    }
}
