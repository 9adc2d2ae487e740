using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Language;

/// <summary>A run of a language model: a task, a model, its pretraining, and the stages that follow. Pure data.</summary>
public sealed record LanguageRunOptions : RunDescription
{
    /// <summary>Run seed of all random streams. <value>1.</value></summary>
    public long Seed { get; init; } = 1;

    /// <summary>The task. <value>The small language task.</value></summary>
    public LanguageTaskOptions Task { get; init; } = new SmallLanguageTaskOptions();

    /// <summary>The model. <value>A new laptop GPT.</value></summary>
    public LanguageModelOptions Model { get; init; } = new LaptopGptOptions();

    /// <summary>How the model is trained on the texts of the task first; null where it is pretrained already. <value>That of the laptop GPT,
    /// <see cref="LaptopGpt.Pretraining"/>.</value></summary>
    public SupervisedLanguageOptions? Pretraining { get; init; } = LaptopGpt.Pretraining;

    /// <summary>What happens after pretraining, in this order; each stage starts from the policy that the one before left.
    /// <value>None.</value></summary>
    /// <exception cref="ArgumentException">Two stages have the same name.</exception>
    public IReadOnlyList<LanguageStageOptions> Stages { get; init => field = StageName.CheckDistinct(value, stage => stage.Name); } = [];

    /// <inheritdoc />
    public override IReadOnlyList<string> StageNames => [.. Stages.Select(stage => stage.Name)];

    internal override string TaskName => RunJson.Write(Task);

    internal override long RunSeed => Seed;

    internal override string SeedPath => "seed";

    internal override string PolicyFile => Path.Combine("policy", "model.safetensors");

    internal override string PretrainingKey => RunJson.Write(new PretrainingChoices(Task, Model, Pretraining, Seed));

    /// <inheritdoc />
    public override string ToJson() => RunJson.Write<RunDescription>(this);

    internal override RunDescription WithSeed(long seed) => this with { Seed = seed };

    internal override RunExperiment Open(CancellationToken cancellation)
    {
        var streams = new RandomStreams(Seed);
        var task = Task.Create(streams);
        using var initialisation = streams.Open(RandomStreams.Initialisation);
        return new LanguageRun(this, task, Model.Create(task.Tokenizer, initialisation, cancellation));
    }

    private sealed record PretrainingChoices(LanguageTaskOptions Task, LanguageModelOptions Model, SupervisedLanguageOptions? Pretraining, long Seed);
}
