using VanishingGradients.Analysis;
using VanishingGradients.Data;
using VanishingGradients.Finetuning;
using VanishingGradients.Models;
using VanishingGradients.Rewards;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments;

/// <summary>The controlled experiment (paper, section 4.2): one pretrained policy, finetuned in several ways from the same start.</summary>
public sealed class ControlledExperiment : IDisposable
{
    private PolicyState? _pretrained;

    /// <summary>Draws the task and initialises the policy.</summary>
    /// <param name="train">Inputs to choose training inputs from.</param>
    /// <param name="test">Inputs to choose test inputs from.</param>
    /// <param name="options">The experiment.</param>
    public ControlledExperiment(LabelledInputs train, LabelledInputs test, ControlledOptions options)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Streams = new RandomStreams(options.Seed);
        Task = ControlledTask.Draw(train, test, options.Task, Streams);
        using var initialisation = Streams.Open(RandomStreams.Initialisation);
        Policy = options.Policy.Create((int)(Task.Train.Inputs.numel() / Task.Train.Count), train.Classes, initialisation);
    }

    /// <summary>The experiment on images: MNIST with the official normalisation, other images with that of their training set.</summary>
    /// <param name="images">The images; where they have no test part, a stratified part of the training images becomes it.</param>
    /// <param name="options">The experiment. With fewer test images than it asks for, all that are left are used.</param>
    public static ControlledExperiment OnImages(ImageDataset images, ControlledOptions options)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        var normalisation = images.Name == MnistDataset.Id ? PixelNormalisation.Mnist : PixelNormalisation.Of(images.Train);
        using var train = normalisation.Apply(images.Train);
        if (images.Test is not null)
        {
            using var given = normalisation.Apply(images.Test);
            return new ControlledExperiment(train, given, options);
        }

        using var split = new RandomStreams(options.Seed).Open("test split");
        var testInputs = Math.Min(options.Task.TestInputs, train.Count - options.Task.TrainInputs);
        var forTest = StratifiedSample.Choose(train.Labels, testInputs, split).ToHashSet();
        using var test = train.Select([.. forTest]);
        using var rest = train.Select([.. Enumerable.Range(0, train.Count).Where(i => !forTest.Contains(i))]);
        return new ControlledExperiment(rest, test, options with { Task = options.Task with { TestInputs = testInputs } });
    }

    /// <summary>What is run.</summary>
    public ControlledOptions Options { get; }

    /// <summary>The task.</summary>
    public ControlledTask Task { get; }

    /// <summary>The policy, as the last stage left it.</summary>
    public Policy Policy { get; }

    /// <summary>The random streams of the run.</summary>
    internal RandomStreams Streams { get; }

    /// <summary>Pretrains the policy on the label sets.</summary>
    /// <param name="progress">Told after every epoch.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    public MetricsLog Pretrain(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var train = Task.ForPretraining();
        using var test = Task.TestForPretraining();
        using var trainer = new Trainer(Policy, train, new Supervised(), Options.Pretraining, Streams.Part("pretraining"), test);
        var log = trainer.Run(progress, cancellation);
        _pretrained?.Dispose();
        _pretrained = PolicyState.Of(Policy);
        return log;
    }

    /// <summary>Finetunes the policy, starting from the pretrained parameters and with the same batches every time.</summary>
    /// <param name="objective">What to finetune for.</param>
    /// <param name="reward">r(input, output); null is <see cref="LabelReward.PlusMinusOne"/>.</param>
    /// <param name="options">How, where it differs from <see cref="ControlledOptions.Finetuning"/>.</param>
    /// <param name="observer">See <see cref="Trainer.Observer"/>.</param>
    /// <param name="progress">Told after every epoch.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="InvalidOperationException">The policy has not been pretrained.</exception>
    public MetricsLog Finetune(
        Objective objective,
        Func<int, int, double>? reward = null,
        TrainerOptions? options = null,
        Action<int, PolicyEvaluation>? observer = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        RestorePretrained();
        using var train = Task.ForFinetuning(reward ?? LabelReward.PlusMinusOne(Task));
        using var test = Task.TestForFinetuning();
        using var trainer = new Trainer(Policy, train, objective, options ?? Options.Finetuning, Streams.Part("finetuning"), test) { Observer = observer };
        return trainer.Run(progress, cancellation);
    }

    /// <summary>Puts the pretrained parameters and buffers back into <see cref="Policy"/>.</summary>
    /// <exception cref="InvalidOperationException">The policy has not been pretrained.</exception>
    public void RestorePretrained() =>
        (_pretrained ?? throw new InvalidOperationException("The policy is not pretrained yet: call Pretrain first.")).CopyTo(Policy);

    /// <summary>Exact reward statistics of every training input under <see cref="Policy"/> as it is now.</summary>
    /// <param name="reward">r(input, output); null is <see cref="LabelReward.PlusMinusOne"/>.</param>
    public PolicyEvaluation Evaluate(Func<int, int, double>? reward = null)
    {
        using var train = Task.ForFinetuning(reward ?? LabelReward.PlusMinusOne(Task));
        return PolicyEvaluation.Of(Policy, train, Options.Finetuning.Temperature);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Task.Dispose();
        Policy.Dispose();
        _pretrained?.Dispose();
    }
}
