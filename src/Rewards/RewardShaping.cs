using VanishingGradients.Data;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Rewards;

/// <summary>Changes to a table of rewards, applied in the order of the properties.</summary>
/// <remarks>All but <see cref="Dither"/> are exact functions of the table; means and stds are over all its inputs and outputs.</remarks>
public sealed record RewardShaping
{
    /// <summary>Name of the random stream of <see cref="Dither"/>.</summary>
    public const string DitherStream = "reward dither";

    /// <summary>Factor c of every reward: r ← c·r. <value>1.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double Scale { get; init => field = OptionCheck.Positive(value, nameof(Scale)); } = 1;

    /// <summary>Whether the mean of the table is subtracted: r ← r − mean(r). <value>No.</value></summary>
    public bool Centre { get; init; }

    /// <summary>Whether rewards are whitened: r ← (r − mean(r)) / std(r), std with ddof 0. <value>No.</value></summary>
    public bool Whiten { get; init; }

    /// <summary>Rewards are cut to [−c, c]; null leaves them. <value>Null.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double? Clip { get; init => field = value is { } clip ? OptionCheck.Positive(clip, nameof(Clip)) : null; }

    /// <summary>Half-width d of the noise, uniform in [−d, d], drawn once for every input and output and added: a reward that is the same
    /// for all outputs gets a std. <value>0.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number of at least 0.</exception>
    public double Dither { get; init => field = OptionCheck.NotNegative(value, nameof(Dither)); }

    /// <summary>The shaped table.</summary>
    /// <param name="rewards">r(x, y), n rows of K; left as it is.</param>
    /// <param name="streams">The run's random streams; <see cref="DitherStream"/> is used.</param>
    /// <exception cref="ArgumentException">The table is to be whitened, but all its rewards are the same.</exception>
    public double[,] Apply(double[,] rewards, RandomStreams streams)
    {
        ArgumentNullException.ThrowIfNull(rewards);
        ArgumentNullException.ThrowIfNull(streams);
        using var scope = NewDisposeScope();
        var table = tensor(rewards) * Scale;
        if (Centre || Whiten)
        {
            table = table - table.mean();
        }

        if (Whiten)
        {
            var std = Math.Sqrt(table.square().mean().item<double>());
            table = std == 0
                ? throw new ArgumentException(
                    $"{nameof(Whiten)} divides by the std of the rewards, but they are all the same.", nameof(rewards))
                : table / std;
        }

        if (Clip is { } clip)
        {
            table = table.clamp(-clip, clip);
        }

        if (Dither > 0)
        {
            using var stream = streams.Open(DitherStream);
            table = table + (rand(table.shape, ScalarType.Float64, generator: stream) * 2 - 1) * Dither;
        }

        var (inputs, outputs) = (rewards.GetLength(0), rewards.GetLength(1));
        var shaped = new double[inputs, outputs];
        Buffer.BlockCopy(table.data<double>().ToArray(), 0, shaped, 0, inputs * outputs * sizeof(double));
        return shaped;
    }
}
