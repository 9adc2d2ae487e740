using System.Globalization;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>The policy does not give its own rollout the log-probabilities that the rollout noted, though no step lies between.</summary>
/// <param name="message">The transition, both log-probabilities and usual causes.</param>
public sealed class RolloutMismatchException(string message) : Exception(message)
{
    /// <summary>Requires that rollout and evaluation agree.</summary>
    /// <param name="transitions">B transitions.</param>
    /// <param name="now">Their log-probabilities under the policy as it is, float64, shape [B].</param>
    /// <param name="rollout">Those that the rollout noted, of the same shape.</param>
    /// <param name="parameters">Type of the policy's parameters.</param>
    /// <exception cref="RolloutMismatchException">They differ by more than rounding.</exception>
    internal static void Require(IReadOnlyList<Transition> transitions, Tensor now, Tensor rollout, ScalarType parameters)
    {
        using var noGrad = no_grad();
        var tolerance = Tolerance(parameters);
        var difference = (now.detach() - rollout).abs().cpu().data<double>().ToArray();
        var worst = Array.FindIndex(difference, value => !(value <= tolerance));
        if (worst >= 0)
        {
            var (episode, position) = (transitions[worst].Episode, transitions[worst].Position);
            throw new RolloutMismatchException(string.Create(CultureInfo.InvariantCulture,
                $"Action {position} of an episode for input {episode.Input} had ln p = {episode.LogProbabilities[position]:G6} in the rollout, but the same policy now " +
                $"gives it {now[worst].item<double>():G6}. Rollout and evaluation must use the same mode (no dropout), temperature and action mask."));
        }
    }

    // Rows of another batch and length moved a log-probability by up to 1e-5 in float32, 2e-14 in float64 and 0.08 in bfloat16 (models of 6 blocks,
    // measured); dropout, another temperature or a forgotten mask move most of them by more.
    private static double Tolerance(ScalarType parameters) => parameters switch
    {
        ScalarType.Float64 => 1e-10,
        ScalarType.Float32 => 1e-4,
        _ => 0.25,
    };
}
