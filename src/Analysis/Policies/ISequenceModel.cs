namespace VanishingGradients.Analysis.Policies;

/// <summary>
/// A differentiable model of token logits f(x, y_{&lt;l}; θ) for one input x, small enough to enumerate all K^L outputs. Every output has
/// exactly L tokens.
/// </summary>
public interface ISequenceModel
{
    /// <summary>The vocabulary size K, at least 2.</summary>
    int VocabularySize { get; }

    /// <summary>The output length L in tokens, at least 1.</summary>
    int Length { get; }

    /// <summary>The number of parameters P.</summary>
    int ParameterCount { get; }

    /// <summary>Writes the K logits of the token that follows <paramref name="prefix"/>.</summary>
    /// <param name="prefix">The tokens so far, 0 to L - 1 of them.</param>
    /// <param name="logits">Receives K numbers.</param>
    void Logits(ReadOnlySpan<int> prefix, Span<double> logits);

    /// <summary>Adds Jᵀ g to <paramref name="gradient"/>, with J the K × P Jacobian of the logits after
    /// <paramref name="prefix"/>.</summary>
    /// <param name="prefix">The tokens so far.</param>
    /// <param name="logitGradient">The vector g, K numbers.</param>
    /// <param name="gradient">The parameter gradient, P numbers, added to.</param>
    void AddParameterGradient(ReadOnlySpan<int> prefix, ReadOnlySpan<double> logitGradient, Span<double> gradient);

    /// <summary>The spectral norm of the Jacobian of the logits after <paramref name="prefix"/>.</summary>
    /// <param name="prefix">The tokens so far.</param>
    double JacobianNorm(ReadOnlySpan<int> prefix);
}
