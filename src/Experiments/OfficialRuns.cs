using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments;

/// <summary>Logs of the official code's runs, where this machine has them.</summary>
public static class OfficialRuns
{
    /// <summary>Environment variable with the folder of reference values.</summary>
    public const string Variable = "VG_GOLDEN";

    // Initialisation and data seed, as in the names of the files.
    private static readonly string[] Seeds = ["i111d192", "i112d193", "i113d194"];

    /// <summary>The official MNIST run of a plan, init seed 111 and data seed 192.</summary>
    /// <param name="run">Plan and method, for example "adam_expected_reinforce" or "adam_supervised".</param>
    /// <returns>The log, or null where <see cref="Variable"/> is not set or has no such run.</returns>
    /// <exception cref="FormatException">The file is damaged.</exception>
    public static MetricsLog? Mnist(string run) => Load($"{run}_{Seeds[0]}");

    /// <summary>The official MNIST runs of a plan with all seeds that there are, the one of <see cref="Mnist"/> first; some of them have
    /// fewer epochs.</summary>
    /// <param name="run">Plan and method, as for <see cref="Mnist"/>.</param>
    /// <returns>The logs; none where <see cref="Variable"/> is not set.</returns>
    /// <exception cref="FormatException">A file is damaged.</exception>
    public static IReadOnlyList<MetricsLog> MnistSeeds(string run) => [.. Seeds.Select(seed => Load($"{run}_{seed}")).OfType<MetricsLog>()];

    private static MetricsLog? Load(string name)
    {
        var root = Environment.GetEnvironmentVariable(Variable);
        var path = Path.Combine(root ?? "", "controlled_mnist_official", $"{name}.csv");
        return string.IsNullOrEmpty(root) || !File.Exists(path) ? null : MetricsLog.LoadCsv(path);
    }
}
