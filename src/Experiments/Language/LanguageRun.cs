using VanishingGradients.Analysis.Census;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Models.Language;
using VanishingGradients.Text.Pretrained;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Experiments.Language;

/// <summary>The training of a language model as what a run executes.</summary>
internal sealed class LanguageRun : RunExperiment
{
    private readonly LanguageRunOptions _options;
    private readonly RandomStreams _streams;
    private readonly LanguageTask _task;
    private readonly LanguageModel _model;

    /// <summary>Puts a run together.</summary>
    /// <param name="options">The run.</param>
    /// <param name="task">Its task.</param>
    /// <param name="model">Its model, which belongs to this object from now on.</param>
    /// <exception cref="ArgumentException">The tokenizer of the task is not that of the model, or a stage cannot be trained; the message names it.</exception>
    internal LanguageRun(LanguageRunOptions options, LanguageTask task, LanguageModel model)
    {
        (_options, _task, _model, _streams) = (options, task, model, new RandomStreams(options.Seed));
        try
        {
            Check();
        }
        catch
        {
            _model.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    internal override nn.Module Policy => _model;

    /// <inheritdoc />
    internal override StageTraining? Start(int stage, IReadOnlyList<int>? chosen, string folder)
    {
        if (stage > 0)
        {
            var options = _options.Stages[stage - 1];
            var journal = new PromptJournal(folder, options.Name);
            try
            {
                var (training, inputs) = options.Method.Start(_model, _task, _streams.Part(options.Name), journal);
                return new StageTraining(training, inputs, null, journal);
            }
            catch
            {
                journal.Dispose();
                throw;
            }
        }

        if (_options.Pretraining is not { } pretraining)
        {
            return null;
        }

        var trainer = new SupervisedLanguageTrainer(_model, _task.Pretraining, pretraining, _streams.Part(StageOptions.Pretraining));
        return new StageTraining(trainer, trainer.Inputs.Count, null);
    }

    /// <inheritdoc />
    internal override IReadOnlyDictionary<string, double> Evaluate(int stage, string censusPath, CancellationToken cancellation)
    {
        var census = _task.Census(_model, _streams.Part("evaluation"), cancellation);
        RunJson.Writing(censusPath, () => census.SaveCsv(censusPath));
        bool[] isSmall = census.Flags.IsEmpty ? new bool[census.Count] : [.. census.Flags.ToArray().Select(flags => flags.HasFlag(InputFlags.Relabelled))];
        return GroupMeans.Of(isSmall, ("reward", census.RewardMeans.ToArray()), ("avg_reward_std", census.RewardStds.ToArray()));
    }

    /// <inheritdoc />
    internal override void SavePolicy(string path) => _model.Save(Path.GetDirectoryName(path)!);

    /// <inheritdoc />
    public override void Dispose() => _model.Dispose();

    // What is wrong with the last stage is told before the first is trained.
    private void Check()
    {
        TokenizerFit.Require(_task.Tokenizer, _model);
        foreach (var stage in _options.Stages)
        {
            try
            {
                stage.Method.Check(_model, _task);
            }
            catch (Exception error) when (error is ArgumentException or LanguageExampleException)
            {
                throw new ArgumentException($"Stage '{stage.Name}': {error.Message}", error);
            }
        }
    }
}
