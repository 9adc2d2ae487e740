using VanishingGradients.Text;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>A training run produced a value that is not finite.</summary>
/// <param name="message">The metric, its value, the epoch and what to change.</param>
/// <param name="cause">What failed because of it, if anything.</param>
public sealed class DivergedException(string message, Exception? cause = null) : Exception(message, cause)
{
    private const string Advice = "the run has diverged. Choose a smaller learning rate, or look at the rewards, and start from an earlier checkpoint.";

    /// <summary>Lets a policy write; one whose logits are not finite becomes this exception.</summary>
    /// <param name="moment">The iteration or step, for the message.</param>
    /// <param name="write">What is written.</param>
    internal static T Guard<T>(string moment, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (NonFiniteLogitException error)
        {
            throw new DivergedException($"The policy gave token {error.Token} the logit {error.Logit} in {moment}: {Advice}", error);
        }
    }

    /// <inheritdoc cref="Guard{T}(string, Func{T})" />
    internal static void Guard(string moment, Action write) => Guard(moment, () =>
    {
        write();
        return true;
    });

    /// <summary>Requires that parameters are finite after a step, before they can be saved.</summary>
    /// <param name="parameters">Shape [P].</param>
    /// <param name="network">Whose they are.</param>
    /// <param name="moment">The iteration or step, for the message.</param>
    /// <exception cref="DivergedException">One is not.</exception>
    internal static void Require(Tensor parameters, string network, string moment)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        if (!double.IsFinite(GroupPass.Norm(parameters).item<double>()))
        {
            throw new DivergedException($"The parameters of the {network} are not finite after {moment}: {Advice}");
        }
    }
}
