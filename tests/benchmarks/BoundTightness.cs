using VanishingGradients.Analysis.Bounds;
using VanishingGradients.Analysis.Policies;

namespace VanishingGradients.Benchmarks;

/// <summary>How near the bounds on gradient norms come to the norms: the largest ratio norm / bound over random policies and rewards.</summary>
internal static class BoundTightness
{
    private const double Clip = 0.2;
    private const double DualClip = 3;

    internal static int Run(string[] arguments)
    {
        var count = arguments.Length > 0 ? int.Parse(arguments[0]) : 20_000;
        var random = new Random(1);
        var checks = Enumerable.Range(0, count).SelectMany(_ => Checks(random))
            .Concat(PolicyEnsemble.Sequences(count, random).SelectMany(member =>
                new[] { ("sequence", member.Theorem1), ("sequence", member.Linear), ("sequence", member.Fisher) }))
            .GroupBy(check => (check.Item1, check.Item2.Bound.Name, check.Item2.Bound.Equation), check => check.Item2)
            .OrderBy(group => group.Key.Item1);
        Console.WriteLine($"{"outputs",-10} {"bound",-24} {"inequality",-44} {"cases",7} {"largest ratio",14} {"smallest",10} {"broken",7}");
        var broken = 0;
        foreach (var group in checks)
        {
            var compared = group.Where(check => check.Norm > 0 || check.Bound.Value > 0).ToArray();
            var failed = group.Count(check => !check.Holds);
            broken += failed;
            Console.WriteLine(
                $"{group.Key.Item1,-10} {group.Key.Name,-24} {group.Key.Equation,-44} {group.Count(),7} {compared.Max(check => check.Ratio),14:F6} " +
                $"{compared.Min(check => check.Ratio),10:E1} {failed,7}");
        }

        return broken == 0 ? 0 : 1;
    }

    private static IEnumerable<(string, BoundCheck)> Checks(Random random)
    {
        var outputs = random.Next(2, 51);
        var scale = Math.Pow(10, 2 * random.NextDouble() - 1);
        double[] logits = [.. Enumerable.Range(0, outputs).Select(_ => scale * (2 * random.NextDouble() - 1))];
        double[] moved = [.. logits.Select(logit => logit + 0.3 * (2 * random.NextDouble() - 1))];
        var (policy, rollout) = (SoftmaxPolicy.FromLogits(logits), SoftmaxPolicy.FromLogits(moved));
        var kind = (EnsembleReward)random.Next(3);
        var rewards = PolicyEnsemble.DrawRewards(kind, outputs, random);
        var std = ExactRewardStatistics.Of(policy, rewards).Std;
        var gradient = LogitGradients.ExpectedReward(policy, rewards);
        var norm = VectorNorm.Euclidean(gradient);
        var target = random.Next(outputs);
        var supervised = VectorNorm.Euclidean(LogitGradients.SupervisedLoss(policy, target));
        var surrogate = ClippedSurrogate.Evaluate(policy, rollout, rewards, Clip);
        var dual = ClippedSurrogate.Evaluate(policy, rollout, rewards, Clip, DualClip);
        var surrogateNorm = VectorNorm.Euclidean([.. surrogate.LogitGradient]);
        var dualNorm = VectorNorm.Euclidean([.. dual.LogitGradient]);
        var (rolloutStd, distance) = (surrogate.RolloutRewards.Std, surrogate.TotalVariation);
        List<BoundCheck> checks =
        [
            ExpectedRewardBounds.Theorem1(1, 1, std).Check(norm),
            ExpectedRewardBounds.SingleToken(1, std).Check(norm),
            ExpectedRewardBounds.SingleTokenMode(policy.Probabilities[policy.Mode], 1, std).Check(norm),
            ExpectedRewardBounds.SingleTokenAbsolute(std).Check(gradient.Sum(Math.Abs)),
            ExpectedRewardBounds.Fisher(std, policy.ScoreSecondMoment()).Check(norm),
            ExpectedRewardBounds.FisherJacobian(1, outputs, 1, std).Check(norm),
            SupervisedBounds.Lower(policy.Complement(target), outputs).Check(supervised),
            SupervisedBounds.Upper(policy.Complement(target)).Check(supervised),
            SurrogateBounds.TotalVariation(1, 1, rolloutStd, distance).Check(surrogateNorm),
            SurrogateBounds.Fisher(1, outputs, 1, rolloutStd, distance).Check(surrogateNorm),
            SurrogateBounds.DualClip(1, outputs, 1, rolloutStd, DualClip).Check(dualNorm),
        ];
        if (kind == EnsembleReward.OneHot)
        {
            var best = Array.IndexOf(rewards, 1.0);
            var towards = VectorNorm.Euclidean(LogitGradients.SupervisedLoss(policy, best));
            checks.Add(ExpectedRewardBounds.TwoValued(2, policy.Probabilities[best], towards).Check(norm));
            checks.Add(ExpectedRewardBounds.TwoValuedQuadratic(2, 1, std).Check(norm));
        }

        return checks.Select(check => ("one token", check));
    }
}
