using VanishingGradients.Finetuning;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Finetuning.PolicyGradient;
using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Text.Generation;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Language;

/// <summary>A GPT-2 so small that it is pretrained on one core in well under a minute; its sizes are the kit's own choice.</summary>
public static class LaptopGpt
{
    /// <summary>Its pretraining on the texts of a <see cref="SmallLanguageTask"/>: 16 epochs in batches of 64, labels on all tokens, the learning
    /// rate 3e-3 on a cosine.</summary>
    public static SupervisedLanguageOptions Pretraining { get; } = new()
    {
        Epochs = 16,
        BatchSize = 64,
        PairsPerPass = 64,
        Optimizer = new(3e-3, weightDecay: 0.01),
        Schedule = new(ScheduleShape.Cosine),
        Tokens = LossTokens.All,
    };

    /// <summary>Its supervised finetuning on the prompts of the task: 100 epochs in batches of 32, labels on completions, learning
    /// rate 1e-3.</summary>
    public static SupervisedLanguageOptions Supervised { get; } = new()
    {
        Epochs = 100,
        BatchSize = 32,
        PairsPerPass = 32,
        Optimizer = new(1e-3),
    };

    /// <summary>Its reinforcement finetuning on the prompts of the task by PPO: every prompt of the default task in every rollout with 4 completions
    /// each, 4 passes in minibatches of 384 tokens, learning rate 5e-4, entropy bonus 0.01, an adaptive KL penalty; at every logged iteration 48
    /// prompts are probed with 10 completions.</summary>
    /// <param name="scale">Smoke: 2 iterations of 24 prompts, 8 of them probed; course: 60, logged at every fifth; paper: 200.</param>
    public static LanguageFinetuningOptions Ppo(Scale scale) => new()
    {
        Generation = new GenerationOptions { MaxNewTokens = 3, EndId = 0, BatchSize = 128 },
        Method = PolicyGradientOptions.Ppo with
        {
            Iterations = scale switch { Scale.Smoke => 2, Scale.Course => 60, _ => 200 },
            InputsPerRollout = scale == Scale.Smoke ? 24 : 96,
            SamplesPerInput = 4,
            EpochsPerRollout = 4,
            MinibatchSize = 384,
            EntropyCoefficient = 0.01,
            Optimizer = new AdamOptions(5e-4),
            Kl = new KlPenaltyOptions { Coefficient = 0.001, Controller = new ProportionalKl(2) },
            LogEvery = scale == Scale.Smoke ? 1 : 5,
        },
        Probe = new RewardProbeOptions { Prompts = scale == Scale.Smoke ? 8 : 48, Completions = 10 },
    };

    /// <summary>The paper's recipe on the small language task as a run: pretraining, "sft" for 30% of the steps of <see cref="Supervised"/>,
    /// "rft" by <see cref="Ppo"/>.</summary>
    /// <param name="scale">Smoke: an epoch of pretraining, 2 epochs of SFT on a task of 4 animals; course and paper: in full.</param>
    public static LanguageRunOptions Run(Scale scale)
    {
        var isSmoke = scale == Scale.Smoke;
        return new LanguageRunOptions
        {
            Task = isSmoke ? new SmallLanguageTaskOptions { Animals = 4, PretrainingTexts = 512 } : new SmallLanguageTaskOptions(),
            Pretraining = isSmoke ? Pretraining with { Epochs = 1 } : Pretraining,
            Stages =
            [
                new()
                {
                    Name = "sft",
                    Method = new SupervisedLanguageMethod
                    {
                        Training = isSmoke ? Supervised with { Epochs = 2 } : Supervised with { StepShare = 0.3 },
                    },
                },
                new() { Name = "rft", Method = new ReinforcementLanguageMethod { Training = Ppo(scale) } },
            ],
        };
    }

    /// <summary>Its shape: 2 blocks of width 64 with 4 heads, 16 positions.</summary>
    /// <param name="vocabulary">Ids of the tokenizer.</param>
    /// <param name="endId">The id that ends a text.</param>
    public static Gpt2Options Shape(int vocabulary, int endId = 0) =>
        new() { Layers = 2, Hidden = 64, Heads = 4, Vocabulary = vocabulary, Positions = 16, EndId = endId };

    /// <summary>A model pretrained on the texts of a task. The caller disposes it.</summary>
    /// <param name="task">The task.</param>
    /// <param name="streams">The run's random streams; the initialisation, and what <see cref="SupervisedLanguageTrainer"/> uses of the part
    /// "pretraining".</param>
    /// <param name="options">How; null for <see cref="Pretraining"/>.</param>
    /// <param name="progress">Told after every epoch.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Gpt2 Pretrain(
        SmallLanguageTask task,
        RandomStreams streams,
        SupervisedLanguageOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(streams);
        using var initialisation = streams.Open(RandomStreams.Initialisation);
        var model = new Gpt2(Shape(task.Tokenizer.VocabularySize, task.Tokenizer.Special.End!.Value), initialisation);
        try
        {
            using var trainer = new SupervisedLanguageTrainer(model, task.Pretraining, options ?? Pretraining, streams.Part("pretraining"));
            trainer.Run(progress, cancellation);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
