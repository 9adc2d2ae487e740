namespace VanishingGradients.Analysis.Policies;

/// <summary>
/// The linear model z = W φ(y_{&lt;l}) with one fixed feature vector per prefix. Its parameters are W in row-major order, its Jacobian
/// after a prefix has spectral norm ‖φ‖. With L = 1 and a unit feature it is the plain softmax policy over K logits.
/// </summary>
public sealed class LinearSequenceModel : ISequenceModel
{
    private readonly double[] weights;
    private readonly double[] features;
    private readonly PrefixTree tree;
    private readonly int dimension;

    /// <summary>Builds the model.</summary>
    /// <param name="tree">The prefixes: K tokens, L per output.</param>
    /// <param name="weights">W in row-major order, K × d numbers.</param>
    /// <param name="features">φ of every prefix in the order of the tree's nodes, d numbers each: InnerCount × d.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or an entry is not finite.</exception>
    public LinearSequenceModel(PrefixTree tree, ReadOnlySpan<double> weights, ReadOnlySpan<double> features)
    {
        if (weights.Length == 0 || weights.Length % tree.VocabularySize != 0)
            throw new ArgumentException($"{weights.Length} weights are no {tree.VocabularySize} rows of equal length.", nameof(weights));
        dimension = weights.Length / tree.VocabularySize;
        if (features.Length != tree.InnerCount * dimension)
            throw new ArgumentException($"{tree.InnerCount} × {dimension} features are expected, not {features.Length}.", nameof(features));
        Require.Finite(weights);
        Require.Finite(features);
        this.tree = tree;
        this.weights = weights.ToArray();
        this.features = features.ToArray();
    }

    /// <inheritdoc/>
    public int VocabularySize => tree.VocabularySize;

    /// <inheritdoc/>
    public int Length => tree.Length;

    /// <inheritdoc/>
    public int ParameterCount => weights.Length;

    /// <inheritdoc/>
    public void Logits(ReadOnlySpan<int> prefix, Span<double> logits)
    {
        var phi = Features(prefix);
        for (var k = 0; k < logits.Length; k++)
        {
            var row = weights.AsSpan(k * dimension, dimension);
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
            var row = gradient.Slice(k * dimension, dimension);
            for (var j = 0; j < phi.Length; j++)
                row[j] += logitGradient[k] * phi[j];
        }
    }

    /// <inheritdoc/>
    public double JacobianNorm(ReadOnlySpan<int> prefix) => VectorNorm.Euclidean(Features(prefix));

    private ReadOnlySpan<double> Features(ReadOnlySpan<int> prefix) => features.AsSpan(tree.NodeOf(prefix) * dimension, dimension);
}
