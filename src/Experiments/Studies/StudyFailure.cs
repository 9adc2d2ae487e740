using VanishingGradients.Experiments.Sweeps;

namespace VanishingGradients.Experiments.Studies;

/// <summary>A run of a study without results.</summary>
/// <param name="Run">The run.</param>
/// <param name="Status"><see cref="RunStatus.Failed"/> where running the study again gives the same error, unless its cause is removed; another
/// status where the run can go on.</param>
/// <param name="Error">Why it has no results.</param>
public sealed record StudyFailure(StudyRun Run, RunStatus Status, string Error);
