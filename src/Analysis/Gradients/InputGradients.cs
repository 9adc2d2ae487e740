using VanishingGradients.Analysis.Bounds;
using VanishingGradients.Analysis.Census;
using VanishingGradients.Analysis.Policies;
using VanishingGradients.Data;
using VanishingGradients.Models;
using VanishingGradients.Rewards;

namespace VanishingGradients.Analysis.Gradients;

/// <summary>Gradient norms of all objectives for every input, at batch cost: see <see cref="LogitGram"/>.</summary>
public static class InputGradients
{
    /// <summary>The gradients of every input, in order. Inputs stream through, so memory does not grow with their number.</summary>
    /// <param name="policy">A policy that can be traced and does not mix the inputs of a batch.</param>
    /// <param name="inputs">Inputs with the reward of every output and the distribution that SFT imitates.</param>
    /// <param name="options">What the gradients are taken of.</param>
    /// <exception cref="NotSupportedException">The policy cannot be traced, or mixes inputs.</exception>
    /// <exception cref="ArgumentException">The rollout logits do not fit the inputs.</exception>
    public static IEnumerable<InputGradient> Of(Policy policy, EnumerableInputs inputs, GradientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(inputs);
        options ??= new GradientOptions();
        if (options.RolloutLogits is { } rollout && rollout.Count != inputs.Count)
        {
            throw new ArgumentException(
                $"Rollout logits are given for {rollout.Count} inputs, but there are {inputs.Count}.", nameof(options));
        }

        var rewards = Rows(inputs.Rewards, inputs);
        var targets = Rows(inputs.Targets, inputs);
        return LogitGram.Of(policy, inputs.Inputs, options.Temperature).Select((gram, i) => Of(gram, rewards[i], targets[i], options, i));
    }

    /// <summary>A census of the inputs: reward statistics, gradient norms, the sharp bound γ·STD/√2 and its slack, relabelled inputs
    /// flagged.</summary>
    /// <param name="policy">A policy that can be traced and does not mix the inputs of a batch.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="options">What the gradients are taken of.</param>
    /// <param name="range">The declared range of the rewards; null is the paper's, from −1 to 1.</param>
    public static InputCensus Census(Policy policy, EnumerableInputs inputs, GradientOptions? options = null, RewardRange? range = null)
    {
        InputGradient[] all = [.. Of(policy, inputs, options)];
        double[] Column(Func<InputGradient, double> value) => [.. all.Select(value)];
        var norms = Column(input => input.ExpectedReward);
        var bounds = Column(input => ExpectedRewardBounds.SingleToken(input.JacobianNorm, input.Rewards.Std).Value);
        return InputCensus
            .FromExact(Column(input => input.Rewards.Mean), Column(input => input.Rewards.Std), range ?? RewardRange.SignedUnit)
            .WithColumn(CensusColumns.RftGradientNorm, norms)
            .WithColumn(CensusColumns.PpoGradientNorm, Column(input => input.Surrogate))
            .WithColumn(CensusColumns.SftGradientNorm, Column(input => input.Supervised))
            .WithColumn(CensusColumns.GradientBound, bounds)
            .WithColumn(CensusColumns.BoundSlack, [.. bounds.Zip(norms, (bound, norm) => bound - norm)])
            .WithFlags([.. inputs.IsSmall.Select(small => small ? InputFlags.Relabelled : InputFlags.None)]);
    }

    private static InputGradient Of(LogitGram gram, double[] rewards, double[] targets, GradientOptions options, int input)
    {
        var policy = SoftmaxPolicy.FromLogits([.. gram.Logits]);
        var rollout = options.RolloutLogits is { } logits ? SoftmaxPolicy.FromLogits([.. logits[input]]) : policy;
        var surrogate = ClippedSurrogate.Evaluate(policy, rollout, rewards, options.Clip);
        var penalised = surrogate.LogitGradient.ToArray();
        if (options.KlCoefficient != 0)
        {
            var divergence = LogitGradients.KullbackLeibler(policy, rollout);
            penalised = [.. penalised.Zip(divergence, (gain, cost) => gain - options.KlCoefficient * cost)];
        }

        return new InputGradient(
            ExactRewardStatistics.Of(policy, rewards),
            gram.Norm(LogitGradients.ExpectedReward(policy, rewards)),
            gram.Norm(LogitGradients.SupervisedLoss(policy, targets)),
            gram.Norm(penalised),
            gram.Norm(LogitGradients.Entropy(policy)),
            gram.JacobianNorm,
            surrogate.RolloutRewards,
            surrogate.TotalVariation,
            rewards.Length);
    }

    private static double[][] Rows(TorchSharp.torch.Tensor table, EnumerableInputs inputs) =>
        [.. table.cpu().data<double>().ToArray().Chunk(inputs.Outputs)];
}
