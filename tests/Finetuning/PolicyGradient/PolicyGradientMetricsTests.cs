using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

public sealed class PolicyGradientMetricsTests
{
    private static readonly double[] Now = [-0.5, -1.2, -2, -0.1];
    private static readonly double[] Reference = [-0.7, -1, -2, -0.4];

    private static double Metric(string name, Tensor metrics) => metrics[PolicyGradientMetrics.OfSteps.ToList().IndexOf(name)].item<double>();

    private static (Tensor Metrics, PolicyGradientLoss Loss) OfStep(PolicyGradientOptions options, double[]? reference)
    {
        var batch = new Minibatch(tensor([-0.6, -1.1, -1.9, -0.3]), tensor([1.0, -1, 0.5, 2]), ReferenceLogProbabilities: reference is null ? null : tensor(reference));
        var evaluation = new TransitionEvaluation(tensor(Now), tensor([0.1, 0.2, 0.3, 0.4]), null);
        var loss = PolicyGradientLoss.Of(options, evaluation, batch, klCoefficient: 0.1);
        return (PolicyGradientMetrics.OfStep(options.Loss, evaluation.LogProbabilities, batch, loss, ones(3)), loss);
    }

    [Theory]
    [InlineData(KlEstimator.K1)]
    [InlineData(KlEstimator.K2)]
    [InlineData(KlEstimator.K3)]
    public void OfStep_reference_isEstimatedFromWhatTheLossIsMadeOf(KlEstimator estimator)
    {
        using var scope = NewDisposeScope();
        var (metrics, loss) = OfStep(PolicyGradientOptions.Grpo with { Kl = new() { Estimator = estimator, Place = KlPlace.Loss } }, Reference);
        double[] ratios = [.. Reference.Zip(Now, (reference, now) => Math.Exp(reference - now))];
        Assert.Equal(ratios.Average(r => -Math.Log(r)), Metric("kl_reference_k1", metrics), 1e-12);
        Assert.Equal(ratios.Average(r => Math.Pow(Math.Log(r), 2) / 2), Metric("kl_reference_k2", metrics), 1e-12);
        Assert.Equal(ratios.Average(r => r - 1 - Math.Log(r)), Metric("kl_reference_k3", metrics), 1e-12);
        Assert.Equal(loss.Kl!.item<double>(), Metric($"kl_reference_{estimator}".ToLowerInvariant(), metrics), 1e-12);
    }

    [Fact]
    public void OfStep_noReference_isNaN()
    {
        using var scope = NewDisposeScope();
        var (metrics, _) = OfStep(PolicyGradientOptions.Reinforce, reference: null);
        Assert.All(["kl_reference_k1", "kl_reference_k2", "kl_reference_k3"], name => Assert.Equal(double.NaN, Metric(name, metrics)));
        Assert.True(double.IsFinite(Metric("approximate_kl_k3", metrics)));
    }

    [Fact]
    public void Run_referenceWithoutPenalty_isMeasured()
    {
        using var trainer = new PolicyGradientTrainer(
            new TabularSequences(hasReference: true),
            PolicyGradientOptions.Reinforce with { Iterations = 5, InputsPerRollout = 16, Optimizer = new AdamOptions(0.1) }, new RandomStreams(1));
        var log = trainer.Run();
        // The policy begins as the reference, and a step's metrics are taken before it.
        Assert.Equal(0, log["kl_reference_k3"][0], 1e-12);
        Assert.True(log.Last("kl_reference_k3") > 0);
        Assert.True(double.IsNaN(log.Last("kl_reference")));
    }
}
