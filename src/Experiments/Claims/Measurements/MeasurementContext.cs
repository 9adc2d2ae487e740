using VanishingGradients.Experiments.Sweeps;

namespace VanishingGradients.Experiments.Claims.Measurements;

/// <summary>Where measurements keep their runs, and what executes these.</summary>
/// <param name="Folder">The ledger's folder; a sweep each under runs, one folder with the pretrained policies of all.</param>
/// <param name="Launcher">What executes runs; null for all cores of this machine.</param>
/// <param name="Progress">Told of the runs.</param>
internal sealed record MeasurementContext(string Folder, ILauncher? Launcher, IProgress<SweepProgress>? Progress)
{
    internal string RunsOf(string measurement, Scale scale) =>
        Path.Combine(Folder, "runs", $"{measurement}-{scale.ToString().ToLowerInvariant()}");

    internal string Pretrained => Path.Combine(Folder, "pretrained");
}
