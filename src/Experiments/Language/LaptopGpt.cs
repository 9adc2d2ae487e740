using VanishingGradients.Finetuning;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Models.Language.Decoders;
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
