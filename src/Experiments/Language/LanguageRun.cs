using VanishingGradients.Analysis.Census;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Models.Language;
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
    /// <exception cref="ArgumentException">The model has fewer tokens than the tokenizer of the task.</exception>
    internal LanguageRun(LanguageRunOptions options, LanguageTask task, LanguageModel model)
    {
        (_options, _task, _model, _streams) = (options, task, model, new RandomStreams(options.Seed));
        if (_model.Vocabulary < _task.Tokenizer.VocabularySize)
        {
            var (tokens, ids) = (_model.Vocabulary, _task.Tokenizer.VocabularySize);
            _model.Dispose();
            throw new ArgumentException(
                $"The model has {tokens} tokens, but the tokenizer of the task {ids} ids: they do not belong together. Choose the tokenizer of the model.", nameof(task));
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
}
