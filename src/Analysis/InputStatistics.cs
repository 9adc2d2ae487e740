using static TorchSharp.torch;

namespace VanishingGradients.Analysis;

/// <summary>Exact statistics of each input of a batch, float64, shape [B].</summary>
/// <param name="Loss">Cross-entropy −Σ_y t(y) ln p(y) with the targets.</param>
/// <param name="Accuracy">1 where the most probable output has the highest target probability, else 0.</param>
/// <param name="RewardMean">V(x) = Σ_y p(y) r(y).</param>
/// <param name="RewardStd">√(Σ_y p(y) (r(y) − V)²), over the full distribution (no ddof).</param>
internal sealed record InputStatistics(Tensor Loss, Tensor Accuracy, Tensor RewardMean, Tensor RewardStd)
{
    internal static InputStatistics Of(Tensor logProbabilities, Tensor rewards, Tensor targets)
    {
        var probabilities = logProbabilities.exp();
        var chosen = targets.gather(-1, logProbabilities.argmax(-1, keepdim: true));
        var mean = (probabilities * rewards).sum(-1, keepdim: true);
        return new InputStatistics(
            -(targets * logProbabilities).sum(-1),
            chosen.eq(targets.amax([-1], keepdim: true)).to(ScalarType.Float64).squeeze(-1),
            mean.squeeze(-1),
            (probabilities * (rewards - mean).square()).sum(-1).sqrt());
    }
}
