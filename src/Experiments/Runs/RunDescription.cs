using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using VanishingGradients.Experiments.Language;

namespace VanishingGradients.Experiments.Runs;

/// <summary>A run of either kind, controlled or of a language model, as pure data: what a run folder's config.json holds.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = Kind)]
[JsonDerivedType(typeof(RunOptions), "controlled")]
[JsonDerivedType(typeof(LanguageRunOptions), "language")]
public abstract record RunDescription
{
    private const string Kind = "kind";

    /// <summary>Names of the stages that follow pretraining, in their order.</summary>
    public abstract IReadOnlyList<string> StageNames { get; }

    /// <summary>What scores of runs are of: the environment, or the task as JSON.</summary>
    internal abstract string TaskName { get; }

    /// <summary>Run seed of all random streams.</summary>
    internal abstract long RunSeed { get; }

    /// <summary>Where in its JSON the seed stands, such as setting.seed.</summary>
    internal abstract string SeedPath { get; }

    /// <summary>Where in its folder the final policy is written, in safetensors.</summary>
    internal abstract string PolicyFile { get; }

    /// <summary>What runs share that share their pretraining, as JSON.</summary>
    internal abstract string PretrainingKey { get; }

    /// <summary>Reads a run of either kind from JSON; one that names no kind is a controlled one.</summary>
    /// <param name="json">Text that <see cref="ToJson"/> gave or a person wrote; what it leaves out has its default, that of the options it
    /// stands in.</param>
    /// <exception cref="RunFileException">It is no run; the message names the property, its value and what is allowed.</exception>
    public static RunDescription Parse(string json) => Read("the text", json);

    /// <summary>Reads a run of either kind from a JSON file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="RunFileException">There is no such file, or it holds no run.</exception>
    public static RunDescription Load(string path) => RunJson.Load(path, Read);

    /// <summary>The run as JSON, every property written out.</summary>
    /// <exception cref="NotSupportedException">A part of it is code and not data; the message names it.</exception>
    public abstract string ToJson();

    /// <summary>The same run with another seed.</summary>
    internal abstract RunDescription WithSeed(long seed);

    /// <summary>Loads its data and makes its policy. The caller disposes it.</summary>
    internal abstract RunExperiment Open(CancellationToken cancellation);

    private static RunDescription Read(string file, string json) =>
        RunJson.Read<JsonNode>(file, json) is JsonObject run && run.ContainsKey(Kind)
            ? RunJson.Read<RunDescription>(file, json)
            : RunJson.Read<RunOptions>(file, json);
}
