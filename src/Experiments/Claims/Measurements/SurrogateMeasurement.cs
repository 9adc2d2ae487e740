using MathNet.Numerics.Distributions;
using VanishingGradients.Analysis.Bounds;
using VanishingGradients.Analysis.Policies;
using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Experiments.Claims.Measurements;

/// <summary>Random pairs of rollout policy and current policy against the bounds of the PPO surrogate: violations (of any bound, per seed),
/// ratio (the largest norm / bound of a seed), and first-step (the largest relative difference from the expected-reward gradient where both
/// policies agree).</summary>
internal sealed class SurrogateMeasurement : QuickMeasurement
{
    private const double Clip = 0.2;
    private const int LargestOutputCount = 50;
    private static readonly double[] LogitScales = [0.1, 1, 3, 8];
    private static readonly double[] Drifts = [0.01, 0.1, 1, 3];
    private static readonly EnsembleReward[] Rewards = Enum.GetValues<EnsembleReward>();

    internal override string Id => "ppo-bounds";

    protected override (IReadOnlyDictionary<string, ConfidenceInterval> Values, int Seeds) Measure(Scale scale, CancellationToken cancellation)
    {
        var count = scale switch { Scale.Smoke => 300, Scale.Course => 5_000, _ => 50_000 };
        return OverSeeds(scale, seed =>
        {
            var random = new Random((int)seed);
            var (violations, ratio, difference) = (0, 0.0, 0.0);
            for (var i = 0; i < count; i++)
            {
                var (checks, first) = Draw(random, Rewards[i % Rewards.Length]);
                violations += checks.Count(check => !check.Holds);
                ratio = Math.Max(ratio, checks.Max(check => check.Ratio));
                difference = Math.Max(difference, first);
            }

            return new Dictionary<string, double> { ["violations"] = violations, ["ratio"] = ratio, ["first-step"] = difference };
        }, cancellation);
    }

    private static (BoundCheck[] Checks, double FirstStep) Draw(Random random, EnsembleReward kind)
    {
        var outputs = random.Next(2, LargestOutputCount + 1);
        var (logits, drift) = (new double[outputs], new double[outputs]);
        Normal.Samples(random, logits, 0, LogitScales[random.Next(LogitScales.Length)]);
        Normal.Samples(random, drift, 0, Drifts[random.Next(Drifts.Length)]);
        var rewards = PolicyEnsemble.DrawRewards(kind, outputs, random);
        var rollout = SoftmaxPolicy.FromLogits(logits);
        var moved = ClippedSurrogate.Evaluate(
            SoftmaxPolicy.FromLogits([.. logits.Zip(drift, (logit, step) => logit + step)]), rollout, rewards, Clip);
        var norm = VectorNorm.Euclidean([.. moved.LogitGradient]);
        var (mean, std, _) = moved.RolloutRewards;
        return (
            [
                SurrogateBounds.TotalVariation(1, 1, std, moved.TotalVariation).Check(norm),
                SurrogateBounds.Fisher(1, outputs, 1, std, moved.TotalVariation).Check(norm),
                SurrogateBounds.Clip(1, outputs, 1, std, Math.Max(0, mean - rewards.Min()), Clip).Check(norm),
            ],
            FirstStep(rollout, rewards));
    }

    private static double FirstStep(SoftmaxPolicy policy, double[] rewards)
    {
        var expected = LogitGradients.ExpectedReward(policy, rewards);
        var difference = ClippedSurrogate.Evaluate(policy, policy, rewards, Clip).LogitGradient.Zip(expected, (one, other) => one - other);
        return VectorNorm.Euclidean([.. difference]) / VectorNorm.Euclidean(expected);
    }
}
