using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Finetuning.PolicyGradient;

namespace VanishingGradients.Experiments.Language;

/// <summary>Language runs of about a second: pretraining, SFT, and PPO with everything that a checkpoint has to keep.</summary>
internal static class TinyRuns
{
    internal static readonly LanguageFinetuningOptions Ppo = LaptopGpt.Ppo(Scale.Smoke) with
    {
        Method = LaptopGpt.Ppo(Scale.Smoke).Method with
        {
            Iterations = 5,
            InputsPerRollout = 8,
            SamplesPerInput = 2,
            EpochsPerRollout = 2,
            MinibatchSize = 20,
            Optimizer = new AdamOptions(1e-2),
            Kl = new KlPenaltyOptions { Coefficient = 0.1, Controller = new ProportionalKl(0.1) },
        },
        Nlpo = new NlpoOptions { TopP = 0.9, MinTokensToKeep = 4, RefreshEvery = 2 },
        Probe = new RewardProbeOptions { Prompts = 2, Completions = 3 },
    };

    internal static LanguageRunOptions Options { get; } = new()
    {
        Task = new SmallLanguageTaskOptions { Animals = 2, PretrainingTexts = 60 },
        Model = new LaptopGptOptions { Layers = 1, Hidden = 16, Heads = 2 },
        // Four steps an epoch: rows, at which a test stops the run, fall into the middle of epochs.
        Pretraining = LaptopGpt.Pretraining with { Epochs = 3, BatchSize = 16, PairsPerPass = 7, LogEvery = 3 },
        Stages =
        [
            new()
            {
                Name = "sft",
                Method = new SupervisedLanguageMethod
                {
                    Training = LaptopGpt.Supervised with { Epochs = 4, BatchSize = 3, StepShare = 0.75, InputShare = 0.6, LogEvery = 1 },
                    Probe = Ppo.Probe,
                },
            },
            new() { Name = "rft", Method = new ReinforcementLanguageMethod { Training = Ppo } },
        ],
    };

    /// <summary>A run whose task or model is another than its data say, in this process only.</summary>
    internal sealed record Changed(LanguageRunOptions Whole) : RunDescription
    {
        public Func<LanguageTask, LanguageTask> Task { get; init; } = task => task;

        public Func<Models.Language.LanguageModel, Models.Language.LanguageModel> Model { get; init; } = model => model;

        public override IReadOnlyList<string> StageNames => Whole.StageNames;

        internal override string TaskName => Whole.TaskName;

        internal override long RunSeed => Whole.RunSeed;

        internal override string SeedPath => Whole.SeedPath;

        internal override string PolicyFile => Whole.PolicyFile;

        internal override string PretrainingKey => Whole.PretrainingKey;

        public override string ToJson() => Whole.ToJson();

        internal override RunDescription WithSeed(long seed) => throw new NotSupportedException();

        internal override RunExperiment Open(CancellationToken cancellation)
        {
            var streams = new Torch.RandomStreams(Whole.Seed);
            var task = Whole.Task.Create(streams);
            using var initialisation = streams.Open(Torch.RandomStreams.Initialisation);
            return new LanguageRun(Whole, Task(task), Model(Whole.Model.Create(task.Tokenizer, initialisation)));
        }
    }
}
