using VanishingGradients.Data;
using VanishingGradients.Finetuning;
using VanishingGradients.Models;

namespace VanishingGradients.Experiments.Runs;

/// <summary>A run of a controlled experiment: an environment, a task with a pretrained policy, and the stages that follow pretraining. Pure
/// data.</summary>
public sealed record RunOptions : RunDescription
{
    /// <summary>Name of the data, for example "mnist" or "digits".</summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public required string Environment
    {
        get;
        init => field = string.IsNullOrWhiteSpace(value)
            ? throw new ArgumentException($"{nameof(Environment)} is empty; it must name the data, for example \"digits\".")
            : value;
    }

    /// <summary>Task, policy, pretraining and seed; its finetuning options are for interactive use and have no effect here.
    /// <value>The paper's MNIST experiment.</value></summary>
    public ControlledOptions Setting { get; init; } = new();

    /// <summary>What happens after pretraining, in this order; each stage starts from the policy that the one before left.
    /// <value>None.</value></summary>
    /// <exception cref="ArgumentException">Two stages have the same name.</exception>
    public IReadOnlyList<StageOptions> Stages
    {
        get;
        init => field = StageName.CheckDistinct(value, stage => stage.Name);
    } = [];

    /// <inheritdoc />
    public override IReadOnlyList<string> StageNames => [.. Stages.Select(stage => stage.Name)];

    internal override string TaskName => Environment;

    internal override long RunSeed => Setting.Seed;

    internal override string SeedPath => "setting.seed";

    internal override string PolicyFile => "policy.safetensors";

    internal override string PretrainingKey =>
        RunJson.Write(new PretrainingChoices(Environment, Setting.Task, Setting.Policy, Setting.Pretraining, Setting.Seed));

    /// <summary>Reads a run from JSON.</summary>
    /// <param name="json">Text that <see cref="ToJson"/> gave or a person wrote; what it leaves out has its default, that of the options it
    /// stands in.</param>
    /// <exception cref="RunFileException">It is no run; the message names the property, its value and what is allowed.</exception>
    public static new RunOptions Parse(string json) => RunJson.Read<RunOptions>("the text", json);

    /// <summary>Reads a run from a JSON file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="RunFileException">There is no such file, or it holds no run.</exception>
    public static new RunOptions Load(string path) => RunJson.Load<RunOptions>(path);

    /// <summary>The run as JSON, every property written out.</summary>
    /// <exception cref="NotSupportedException">The policy or an objective is code and not data; the message names it.</exception>
    public override string ToJson()
    {
        RequireData(Setting.Policy, nameof(Setting.Policy));
        foreach (var stage in Stages)
        {
            RequireData(stage.Method, $"{nameof(StageOptions.Method)} of stage '{stage.Name}'");
        }

        return RunJson.Write(this);
    }

    internal override RunDescription WithSeed(long seed) => this with { Setting = Setting with { Seed = seed } };

    internal override RunExperiment Open(CancellationToken cancellation) => new ControlledRun(this, cancellation);

    private static void RequireData<T>(T value, string property)
    {
        try
        {
            RunJson.Write(value);
        }
        catch (NotSupportedException error)
        {
            throw new NotSupportedException(
                $"{property} is made by code of this process ({value}), so it cannot be written to a run folder. Use " +
                $"{nameof(ControlledExperiment)} to run it here, or one of the kit's own policies and objectives.", error);
        }
    }

    private sealed record PretrainingChoices(string Environment, ControlledTaskOptions Task, PolicyOptions Policy, TrainerOptions Pretraining, long Seed);
}
