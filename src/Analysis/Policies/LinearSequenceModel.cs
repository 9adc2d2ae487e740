namespace VanishingGradients.Analysis.Policies;

/// <summary>
/// The linear model z = W φ(y_{&lt;l}) with one fixed feature vector per prefix. Its parameters are W in row-major order, its Jacobian
/// after a prefix has spectral norm ‖φ‖. With L = 1 and a unit feature it is the plain softmax policy over K logits.
/// </summary>
public sealed class LinearSequenceModel : ISequenceModel
{
    private readonly double[] _weights;
    private readonly double[] _features;
    private readonly PrefixTree _tree;
    private readonly int _dimension;

    /// <summary>Builds the model.</summary>
    /// <param name="tree">The prefixes: K tokens, L per output.</param>
    /// <param name="weights">W in row-major order, K × d numbers.</param>
    /// <param name="features">φ of every prefix in the order of the tree's nodes, d numbers each: InnerCount × d.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or an entry is not finite.</exception>
    public LinearSequenceModel(PrefixTree tree, ReadOnlySpan<double> weights, ReadOnlySpan<double> features)
    {
        if (weights.Length == 0 || weights.Length % tree.VocabularySize != 0)
            throw new ArgumentException($"{weights.Length} weights are no {tree.VocabularySize} rows of equal length.", nameof(weights));
        _dimension = weights.Length / tree.VocabularySize;
        if (features.Length != tree.InnerCount * _dimension)
            throw new ArgumentException(
                $"{tree.InnerCount} × {_dimension} features are expected, not {features.Length}.", nameof(features));
        Require.Finite(weights);
        Require.Finite(features);
        _tree = tree;
        _weights = weights.ToArray();
        _features = features.ToArray();
    }

    /// <inheritdoc/>
    public int VocabularySize => _tree.VocabularySize;

    /// <inheritdoc/>
    public int Length => _tree.Length;

    /// <inheritdoc/>
    public int ParameterCount => _weights.Length;

    /// <inheritdoc/>
    public void Logits(ReadOnlySpan<int> prefix, Span<double> logits)
    {
        var phi = Features(prefix);
        for (var k = 0; k < logits.Length; k++)
        {
            var row = _weights.AsSpan(k * _dimension, _dimension);
            var sum = 0.0;
            for (var j = 0; j < phi.Length; j++)
                sum += row[j] * phi[j];
            logits[k] = sum;
        }
    }

    /// <inheritdoc/>
    public void AddParameterGradient(ReadOnlySpan<int> prefix, ReadOnlySpan<double> logitGradient, Span<double> gradient)
    {
        var phi = Features(prefix);
        for (var k = 0; k < logitGradient.Length; k++)
        {
            var row = gradient.Slice(k * _dimension, _dimension);
            for (var j = 0; j < phi.Length; j++)
                row[j] += logitGradient[k] * phi[j];
        }
    }

    /// <inheritdoc/>
    public double JacobianNorm(ReadOnlySpan<int> prefix) => VectorNorm.Euclidean(Features(prefix));

    private ReadOnlySpan<double> Features(ReadOnlySpan<int> prefix) => _features.AsSpan(_tree.NodeOf(prefix) * _dimension, _dimension);
}
