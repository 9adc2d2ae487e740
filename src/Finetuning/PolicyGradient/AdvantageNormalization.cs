using VanishingGradients.Analysis.Statistics;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>Advantages of a minibatch brought to mean 0 and std 1.</summary>
public static class AdvantageNormalization
{
    /// <summary>(A − mean) / (std + 10⁻⁸), as Stable-Baselines3 and RL4LMs have it.</summary>
    /// <param name="advantages">float64, shape [B].</param>
    /// <param name="ddof">Of the std; one in Stable-Baselines3 and RL4LMs.</param>
    /// <returns>Shape [B]. A single advantage is returned as it is: it has no spread to divide by.</returns>
    public static Tensor Apply(Tensor advantages, Ddof ddof = Ddof.One)
    {
        ArgumentNullException.ThrowIfNull(advantages);
        var count = advantages.numel();
        if (count < 2)
        {
            return advantages;
        }

        var centred = advantages - advantages.mean();
        return centred / ((centred.square().sum() / (count - (int)ddof)).sqrt() + 1e-8);
    }
}
