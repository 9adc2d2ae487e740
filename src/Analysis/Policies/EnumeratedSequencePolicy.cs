namespace VanishingGradients.Analysis.Policies;

/// <summary>
/// The autoregressive policy p(y|x) = Π_l softmax(f(x, y_{&lt;l}))_{y_l} of a small model with all K^L outputs enumerated: exact value,
/// reward std and parameter gradients. Outputs are numbered lexicographically, the first token most significant.
/// </summary>
public sealed class EnumeratedSequencePolicy
{
    private readonly ISequenceModel _model;
    private readonly SoftmaxPolicy[] _tokenPolicies;
    private readonly double[] _logProbabilities;

    /// <summary>Enumerates the outputs of a model.</summary>
    /// <param name="model">The model; it is asked once per prefix for its logits.</param>
    /// <exception cref="ArgumentOutOfRangeException">K^L is above <see cref="PrefixTree.MaximumOutputs"/>.</exception>
    public EnumeratedSequencePolicy(ISequenceModel model)
    {
        _model = model;
        Tree = new(model.VocabularySize, model.Length);
        _tokenPolicies = new SoftmaxPolicy[Tree.InnerCount];
        _logProbabilities = new double[Tree.InnerCount + Tree.OutputCount];
        var logits = new double[model.VocabularySize];
        Span<int> buffer = stackalloc int[model.Length];
        for (var node = 0; node < Tree.InnerCount; node++)
        {
            var prefix = Tree.PrefixOf(node, buffer);
            model.Logits(prefix, logits);
            _tokenPolicies[node] = SoftmaxPolicy.FromLogits(logits);
            Gamma = Math.Max(Gamma, model.JacobianNorm(prefix));
            for (var k = 0; k < logits.Length; k++)
                _logProbabilities[Tree.Child(node, k)] = _logProbabilities[node] + _tokenPolicies[node].LogProbabilities[k];
        }

        Outputs = SoftmaxPolicy.FromLogProbabilities(_logProbabilities.AsSpan(Tree.InnerCount));
    }

    /// <summary>The prefixes and the numbering of the outputs.</summary>
    public PrefixTree Tree { get; }

    /// <summary>The policy over all K^L outputs; <see cref="ExactRewardStatistics.Of"/> takes it.</summary>
    public SoftmaxPolicy Outputs { get; }

    /// <summary>γ(x; θ), the largest spectral norm of the Jacobian of the logits over all prefixes.</summary>
    public double Gamma { get; }

    /// <summary>
    /// ∇_θ E[r] = Σ_l E_{y&lt;l}[J_lᵀ (p_l ⊙ (Q_l - V_{l-1}))], P numbers, where Q_l = E[r | y_{≤l}] and V_{l-1} = E[r | y_{&lt;l}].
    /// </summary>
    /// <remarks>Source: the policy gradient theorem applied token by token; baseline V_{l-1} leaves the expectation unchanged.</remarks>
    /// <param name="rewards">K^L finite rewards, or any values held fixed, such as <see cref="ClippedSurrogate.ActiveAdvantages"/>.</param>
    /// <exception cref="ArgumentException">The number of rewards differs from K^L, or one is not finite.</exception>
    public double[] ExpectedRewardGradient(ReadOnlySpan<double> rewards)
    {
        var values = RelativeValues(rewards);
        var gradient = new double[_model.ParameterCount];
        Span<int> buffer = stackalloc int[Tree.Length];
        var logitGradient = new double[Tree.VocabularySize];
        for (var node = 0; node < Tree.InnerCount; node++)
        {
            LogitGradients.Expectation(_tokenPolicies[node], Children(values, node), logitGradient);
            var reach = Math.Exp(_logProbabilities[node]);
            for (var k = 0; k < logitGradient.Length; k++)
                logitGradient[k] *= reach;
            _model.AddParameterGradient(Tree.PrefixOf(node, buffer), logitGradient, gradient);
        }

        return gradient;
    }

    /// <summary>
    /// E[r | prefix] of every node of the tree: V(x) at node 0, V_l and Q_l further down, the rewards themselves at the outputs.
    /// </summary>
    /// <param name="rewards">K^L finite rewards.</param>
    /// <returns>One value per node, in the order of <see cref="Tree"/>.</returns>
    /// <exception cref="ArgumentException">The number of rewards differs from K^L, or one is not finite.</exception>
    public double[] PrefixValues(ReadOnlySpan<double> rewards)
    {
        var values = RelativeValues(rewards);
        for (var node = 0; node < values.Length; node++)
            values[node] += rewards[Outputs.Mode];
        return values;
    }

    /// <summary>The gradient of the supervised loss -ln p(y) of one target output, Σ_l J_lᵀ (p_l - e_{y_l}), P numbers.</summary>
    /// <param name="target">L tokens.</param>
    /// <exception cref="ArgumentException">The target has not L tokens, or one is outside the vocabulary.</exception>
    public double[] SupervisedLossGradient(ReadOnlySpan<int> target)
    {
        if (target.Length != Tree.Length)
            throw new ArgumentException($"The target has {target.Length} tokens; outputs have {Tree.Length}.", nameof(target));
        var gradient = new double[_model.ParameterCount];
        for (var l = 0; l < target.Length; l++)
        {
            var prefix = target[..l];
            _model.AddParameterGradient(prefix, LogitGradients.SupervisedLoss(_tokenPolicies[Tree.NodeOf(prefix)], target[l]), gradient);
        }

        return gradient;
    }

    /// <summary>The L terms E[Var(Q_l | y_{&lt;l})] of the law of total variance; they sum to the variance of the reward.</summary>
    /// <param name="rewards">K^L finite rewards.</param>
    /// <exception cref="ArgumentException">The number of rewards differs from K^L, or one is not finite.</exception>
    public double[] VarianceTerms(ReadOnlySpan<double> rewards)
    {
        var values = RelativeValues(rewards);
        var terms = new double[Tree.Length];
        Span<int> buffer = stackalloc int[Tree.Length];
        for (var node = 0; node < Tree.InnerCount; node++)
        {
            var std = ExactRewardStatistics.Of(_tokenPolicies[node], Children(values, node)).Std;
            terms[Tree.PrefixOf(node, buffer).Length] += Math.Exp(_logProbabilities[node]) * std * std;
        }

        return terms;
    }

    /// <summary>E‖∇_θ ln p(y)‖², the second moment of the score. The scores of the tokens are martingale differences, so it is the sum over
    /// prefixes of their own second moments.</summary>
    public double ScoreSecondMoment()
    {
        var total = 0.0;
        Span<int> buffer = stackalloc int[Tree.Length];
        var score = new double[_model.ParameterCount];
        for (var node = 0; node < Tree.InnerCount; node++)
        {
            var policy = _tokenPolicies[node];
            var prefix = Tree.PrefixOf(node, buffer);
            for (var k = 0; k < Tree.VocabularySize; k++)
            {
                Array.Clear(score);
                _model.AddParameterGradient(prefix, LogitGradients.SupervisedLoss(policy, k), score);
                var norm = VectorNorm.Euclidean(score);
                total += Math.Exp(_logProbabilities[Tree.Child(node, k)]) * norm * norm;
            }
        }

        return total;
    }

    /// <summary>Σ_l E[1 - ‖p_l‖²], at most L(1 - 1/K); γ² times it bounds <see cref="ScoreSecondMoment"/>.</summary>
    public double TokenScoreSecondMoment()
    {
        var total = 0.0;
        for (var node = 0; node < Tree.InnerCount; node++)
            total += Math.Exp(_logProbabilities[node]) * _tokenPolicies[node].ScoreSecondMoment();
        return total;
    }

    /// <summary>E[r | prefix] of every node, relative to the reward of the most probable output so that small deviations survive.</summary>
    private double[] RelativeValues(ReadOnlySpan<double> rewards)
    {
        Require.PerOutput(rewards, Tree.OutputCount);
        var values = new double[_logProbabilities.Length];
        for (var k = 0; k < rewards.Length; k++)
            values[Tree.InnerCount + k] = rewards[k] - rewards[Outputs.Mode];
        for (var node = Tree.InnerCount - 1; node >= 0; node--)
        {
            var policy = _tokenPolicies[node];
            var children = Children(values, node);
            values[node] = children[policy.Mode] + policy.MeanRelativeToMode(children);
        }

        return values;
    }

    private ReadOnlySpan<double> Children(double[] values, int node) => values.AsSpan(Tree.Child(node, 0), Tree.VocabularySize);
}
