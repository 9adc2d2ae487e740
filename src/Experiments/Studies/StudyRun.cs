using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Studies;

/// <summary>A run of a study: what it does, and where it stands among the others.</summary>
/// <param name="Configuration">Name that it shares with the runs of other seeds, such as "mnist-lr-0.001".</param>
/// <param name="Values">What varies within the study, in order: numbers as <see cref="double"/>, everything else as text.</param>
/// <param name="Options">The run.</param>
public sealed record StudyRun(string Configuration, IReadOnlyDictionary<string, object> Values, RunOptions Options)
{
    /// <summary>Name of its folder, unique in the study.</summary>
    public string Name => $"{Configuration}-seed{Options.Setting.Seed}";

    /// <summary>The same run with another seed.</summary>
    internal StudyRun WithSeed(long seed) => this with { Options = Options with { Setting = Options.Setting with { Seed = seed } } };
}
