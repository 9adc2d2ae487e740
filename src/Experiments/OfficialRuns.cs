using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments;

/// <summary>Logs of the official code's runs, where this machine has them.</summary>
public static class OfficialRuns
{
    /// <summary>Environment variable with the folder of reference values.</summary>
    public const string Variable = "VG_GOLDEN";

    /// <summary>The official MNIST run of a plan, init seed 111 and data seed 192.</summary>
    /// <param name="run">Plan and method, for example "adam_expected_reinforce" or "adam_supervised".</param>
    /// <returns>The log, or null where <see cref="Variable"/> is not set or has no such run.</returns>
    /// <exception cref="FormatException">The file is damaged.</exception>
    public static MetricsLog? Mnist(string run)
    {
        var root = Environment.GetEnvironmentVariable(Variable);
        var path = Path.Combine(root ?? "", "controlled_mnist_official", $"{run}_i111d192.csv");
        return string.IsNullOrEmpty(root) || !File.Exists(path) ? null : MetricsLog.LoadCsv(path);
    }
}
