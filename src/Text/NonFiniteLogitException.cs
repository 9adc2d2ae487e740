namespace VanishingGradients.Text;

/// <summary>No token can be chosen, since a logit is NaN or positive infinity: the model has diverged.</summary>
/// <param name="token">Its id.</param>
/// <param name="logit">The logit.</param>
public sealed class NonFiniteLogitException(int token, double logit)
    : ArgumentException($"The logit of token {token} is {logit}: the model has diverged.", "logits")
{
    /// <summary>Id of the token.</summary>
    public int Token { get; } = token;

    /// <summary>Its logit.</summary>
    public double Logit { get; } = logit;
}
