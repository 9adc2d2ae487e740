using VanishingGradients.Data;
using VanishingGradients.Models;
using static TorchSharp.torch;

namespace VanishingGradients.Analysis;

/// <summary>Exact statistics of every input under a policy, float64, one entry per input.</summary>
/// <param name="Loss">Cross-entropy with the targets, in nats.</param>
/// <param name="Accuracy">1 where the most probable output has the highest target probability, else 0.</param>
/// <param name="RewardMean">V(x), the mean of the reward under the policy.</param>
/// <param name="RewardStd">Std of the reward under the policy, over the full distribution (no ddof).</param>
public sealed record PolicyEvaluation(double[] Loss, double[] Accuracy, double[] RewardMean, double[] RewardStd)
{
    private const int BatchSize = 1024;

    /// <summary>Evaluates a policy in evaluation mode; nothing is changed.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="temperature">Divides the logits, above 0.</param>
    public static PolicyEvaluation Of(Policy policy, EnumerableInputs inputs, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(inputs);
        using var noGrad = no_grad();
        policy.eval();
        var result = new PolicyEvaluation(
            new double[inputs.Count], new double[inputs.Count], new double[inputs.Count], new double[inputs.Count]);
        for (var start = 0; start < inputs.Count; start += BatchSize)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(BatchSize, inputs.Count - start);
            var statistics = InputStatistics.Of(
                policy.LogProbabilities(inputs.Inputs.narrow(0, start, count), temperature),
                inputs.Rewards.narrow(0, start, count),
                inputs.Targets.narrow(0, start, count));
            Read(statistics.Loss, result.Loss, start);
            Read(statistics.Accuracy, result.Accuracy, start);
            Read(statistics.RewardMean, result.RewardMean, start);
            Read(statistics.RewardStd, result.RewardStd, start);
        }

        return result;
    }

    private static void Read(Tensor values, double[] target, int start) => values.cpu().data<double>().CopyTo(target, start);
}
