using System.Text.Json;
using VanishingGradients.Analysis;
using VanishingGradients.Analysis.Statistics;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>Every formula of the policy gradients against the reference cases, case by case.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenPolicyGradientTests
{
    [Fact]
    public void Gae_goldenCases_agree()
    {
        foreach (var golden in RlGolden.Cases("gae"))
        {
            var values = golden.Numbers("values");
            var advantages = Gae.Advantages(
                golden.Numbers("rewards"), values, [.. golden.Numbers("episode_starts").Select(start => start != 0)],
                golden.GetProperty("last_done").GetBoolean() ? null : golden.Number("last_value"), golden.Number("gamma"), golden.Number("lam"));
            Near(golden.Numbers("advantages"), advantages);
            Near(golden.Numbers("returns"), [.. advantages.Zip(values, (advantage, value) => advantage + value)]);
        }
    }

    [Fact]
    public void AdvantageNormalization_goldenCases_agree()
    {
        using var scope = NewDisposeScope();
        foreach (var golden in RlGolden.Cases("advantage_norm"))
        {
            var advantages = tensor(golden.Numbers("adv"));
            Near(golden.Numbers("unbiased"), AdvantageNormalization.Apply(advantages));
            Near(golden.Numbers("biased"), AdvantageNormalization.Apply(advantages, Ddof.Zero));
        }
    }

    [Fact]
    public void TokenRewards_goldenCases_agree()
    {
        using var scope = NewDisposeScope();
        foreach (var golden in RlGolden.Cases("token_rewards"))
        {
            var kl = KlEstimators.Of(KlEstimator.K1, tensor(golden.Numbers("logp")), tensor(golden.Numbers("ref_logp"))).data<double>().ToArray();
            double[] rewards = [.. new double[kl.Length - 1], golden.Number("terminal_reward")];
            var penalised = TokenRewards.Penalised(rewards, kl, golden.Number("beta"));
            Near(golden.Numbers("kl"), kl);
            Near(golden.Numbers("total_rewards"), penalised);
            Near([golden.Number("ep_return")], [penalised.Sum()]);
        }
    }

    [Fact]
    public void KlController_goldenCases_agree()
    {
        foreach (var golden in RlGolden.Cases("kl_controller"))
        {
            KlController controller = golden.GetProperty("target").ValueKind == JsonValueKind.Null ? new ConstantKl()
                : golden.GetProperty("kind").GetString() == "ziegler" ? new HorizonKl(golden.Number("target"), golden.Number("horizon"))
                : new ProportionalKl(golden.Number("target"));
            var transitions = golden.TryGetProperty("n_steps", out var steps) ? steps.GetInt32() : 1;
            var coefficient = golden.Number("init");
            Near(golden.Numbers("coeffs_after_each_step"), [.. golden.Numbers("kl").Select(kl => coefficient = controller.Next(coefficient, kl, transitions))]);
        }
    }

    [Fact]
    public void KlEstimators_goldenCases_agree()
    {
        using var scope = NewDisposeScope();
        foreach (var golden in RlGolden.Cases("kl_estimators"))
        {
            var p = nn.functional.log_softmax(tensor(golden.Numbers("logits_p")), -1);
            var q = nn.functional.log_softmax(tensor(golden.Numbers("logits_q")), -1);
            var samples = tensor(golden.Integers("samples_from_p").Select(sample => (long)sample).ToArray());
            foreach (var (name, estimator) in new[] { ("k1", KlEstimator.K1), ("k2", KlEstimator.K2), ("k3", KlEstimator.K3), ("abs", KlEstimator.Absolute) })
            {
                var estimates = KlEstimators.Of(estimator, p.gather(0, samples), q.gather(0, samples));
                Near(golden.GetProperty("per_sample").Numbers(name), estimates);
                Near([golden.GetProperty("means").Number(name)], estimates.mean());
                Near([golden.GetProperty("exact_expectations").Number(name)], (p.exp() * KlEstimators.Of(estimator, p, q)).sum());
            }
        }
    }

    [Fact]
    public void GroupAdvantages_goldenCases_agree()
    {
        foreach (var golden in RlGolden.Cases("group_advantages"))
        {
            var (rewards, groups) = (golden.Numbers("rewards"), golden.Integers("group_index"));
            Near(golden.Numbers("grpo"), GroupAdvantages.Normalized(rewards, groups));
            Near(golden.Numbers("dr_grpo"), GroupAdvantages.Centred(rewards, groups));
            Near(golden.Numbers("rloo"), GroupAdvantages.LeaveOneOut(rewards, groups));
            if (golden.TryGetProperty("grpo_biased_std", out var biased))
            {
                Near(biased.Numbers(), GroupAdvantages.Normalized(rewards, groups, Ddof.Zero));
            }

            if (golden.TryGetProperty("batch_reinforce_baseline", out var baseline))
            {
                Near(baseline.Numbers(), new RewardAdvantage { Baseline = RewardBaseline.Mean }.Of(Episodes.OneStep(rewards), rewards));
            }
        }
    }

    [Fact]
    public void PolicyGradientLoss_goldenCases_agree()
    {
        foreach (var golden in RlGolden.Cases("ppo_loss"))
        {
            using var scope = NewDisposeScope();
            var parameters = golden.GetProperty("params");
            var options = new PolicyGradientOptions
            {
                Loss = new ClippedLoss(parameters.Number("clip_range")),
                ValueCoefficient = parameters.Number("vf_coef"),
                EntropyCoefficient = parameters.Number("ent_coef"),
                EntropyEstimate = parameters.GetProperty("token_entropy_estimate").GetBoolean() ? EntropyEstimate.Sampled : EntropyEstimate.Exact,
                NormalizeAdvantages = parameters.GetProperty("normalize_advantage").GetBoolean() ? Ddof.One : null,
                Advantage = new GaeAdvantage { ValueClip = parameters.GetProperty("clip_range_vf") is { ValueKind: JsonValueKind.Number } clip ? clip.GetDouble() : null },
            };
            var actions = tensor(golden.Integers("actions").Select(action => (long)action).ToArray());
            var logits = tensor(golden.Matrix("logits")).view(actions.shape[0], -1).requires_grad_();
            var values = tensor(golden.Numbers("values"), requires_grad: true);
            var all = nn.functional.log_softmax(logits, -1);
            var now = all.gather(-1, actions.unsqueeze(-1)).squeeze(-1);
            var batch = new Minibatch(
                tensor(golden.Numbers("old_logp")), tensor(golden.Numbers("advantages")), tensor(golden.Numbers("returns")), tensor(golden.Numbers("old_values")));
            var loss = PolicyGradientLoss.Of(options, new TransitionEvaluation(now, -(all.exp() * all).sum(-1), values), batch);
            var total = loss.Actor + options.ValueCoefficient * loss.Value!;
            total.backward();
            Near([golden.Number("loss")], total);
            Near([golden.Number("policy_loss")], loss.Policy);
            Near([golden.Number("value_loss")], loss.Value!);
            Near([golden.Number("entropy_loss")], -loss.Entropy);
            Near(golden.Matrix("grad_logits"), logits.grad!.reshape(-1));
            Near(golden.Numbers("grad_values"), values.grad!);
            var ratio = (now - batch.LogProbabilities).exp().detach();
            Assert.Equal(golden.Number("clip_fraction"), options.Loss.IsClipped(ratio).to(ScalarType.Float64).mean().item<double>(), 1e-6);
            Near([golden.Number("approx_kl")], KlEstimators.Of(KlEstimator.K3, batch.LogProbabilities, now).mean());
        }
    }

    [Fact]
    public void NlpoMask_goldenCases_agree()
    {
        using var scope = NewDisposeScope();
        foreach (var golden in RlGolden.Cases("nlpo_mask"))
        {
            foreach (var (name, variant) in new[] { ("causal", NlpoVariant.Causal), ("seq2seq", NlpoVariant.SequenceToSequence) })
            {
                var expected = golden.GetProperty(name);
                var policy = nn.functional.log_softmax(tensor(golden.Matrix("policy_logits")).view(2, -1), -1);
                var allowed = NlpoMask.Allowed(
                    tensor(golden.Matrix("mask_model_logits")).view(2, -1), golden.Number("top_p"), golden.Integer("min_tokens_to_keep"), golden.Integers("special_ids"), variant);
                Assert.Equal(expected.Matrix("mask"), allowed.to(ScalarType.Float64).data<double>().ToArray());
                Near(expected.Matrix("masked_logp"), NlpoMask.LogProbabilities(policy, allowed));
                Near(expected.Numbers("masked_entropy"), NlpoMask.Entropy(policy, allowed));
            }
        }
    }

    private static void Near(double[] expected, Tensor actual) => Near(expected, actual.detach().reshape(-1).data<double>().ToArray());

    private static void Near(double[] expected, double[] actual) => Close.Equal(expected, actual);
}
