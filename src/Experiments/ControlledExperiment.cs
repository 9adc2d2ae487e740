using VanishingGradients.Analysis;
using VanishingGradients.Data;
using VanishingGradients.Experiments.Runs;
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

    /// <summary>Draws the task from an environment and initialises the policy. The environment can go afterwards.</summary>
    /// <param name="environment">The data.</param>
    /// <param name="options">The experiment, such as <see cref="ControlledEnvironments.Options"/> has it.</param>
    public ControlledExperiment(ControlledEnvironment environment, ControlledOptions options)
        : this(Require(environment).Train, environment.Test, options)
    {
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

    /// <summary>Finetunes the policy by a method of a run folder, as a stage named "finetuning" does there: the same bits with the same number of
    /// threads.</summary>
    /// <param name="method">The method.</param>
    /// <param name="reward">r(input, output); null is <see cref="LabelReward.PlusMinusOne"/>.</param>
    /// <param name="inputs">Which training inputs to use; null for all.</param>
    /// <param name="observer">Told the exact statistics of every used input before the first step, as epoch 0, and then every
    /// <paramref name="observeEvery"/> epochs; null for none. An epoch of sampled policy gradients is one rollout.</param>
    /// <param name="observeEvery">Epochs between two observations, at least 1.</param>
    /// <param name="progress">Told after every epoch.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="InvalidOperationException">The policy has not been pretrained.</exception>
    public MetricsLog Finetune(
        StageMethod method,
        Func<int, int, double>? reward = null,
        InputSelection? inputs = null,
        Action<int, PolicyEvaluation>? observer = null,
        int observeEvery = 1,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentOutOfRangeException.ThrowIfLessThan(observeEvery, 1);
        RestorePretrained();
        using var all = Task.ForFinetuning(reward ?? LabelReward.PlusMinusOne(Task));
        using var train = all.Select((inputs ?? new AllInputs()).Choose(all, Policy, Streams));
        using var test = Task.TestForFinetuning();
        using var training = method.Start(Policy, train, test, Streams.Part("finetuning"));
        var observed = -1;
        training.BetweenSteps = observer is null ? null : Observe;
        return training.Run(progress, cancellation);

        // An epoch may have several steps.
        void Observe()
        {
            if (training.Epoch > observed && training.Epoch % observeEvery == 0)
            {
                observer(training.Epoch, PolicyEvaluation.Of(Policy, train));
                observed = training.Epoch;
            }
        }
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

    private static ControlledEnvironment Require(ControlledEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment;
    }
}
