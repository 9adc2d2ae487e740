using VanishingGradients.Analysis.Census;
using VanishingGradients.Analysis.Monitor;
using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Data;
using VanishingGradients.Models.Language;
using VanishingGradients.Text.Generation;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>Measures a policy prompt by prompt; see <see cref="RewardProbeOptions"/>.</summary>
/// <remarks>The completions of an iteration come from a stream of their own, so probing changes no rollout. The gradient norm of a prompt is
/// that of the estimate Σ_j (r_j − mean of the others) ∇ ln p(y_j|x) / n (leave-one-out), whose expectation is the gradient of the expected reward;
/// it is 0 where all rewards are equal.</remarks>
public sealed class RewardProbe
{
    /// <summary>Random stream that chooses the prompts; completions come from parts of it.</summary>
    public const string Stream = "reward probe";

    private readonly LanguageModel _policy;
    private readonly LanguageInputs _inputs;
    private readonly CompletionGenerator _generator;
    private readonly RewardProbeOptions _options;
    private readonly TokenPolicy _scores;
    private readonly int _completionsPerPass;
    private readonly RandomStreams _streams;
    private readonly int[] _prompts;
    private readonly double[] _means;
    private readonly double[] _stds;
    private readonly double[] _norms;

    internal RewardProbe(
        LanguageModel policy, LanguageInputs inputs, CompletionGenerator generator, RewardProbeOptions options, double temperature,
        int completionsPerPass, RandomStreams streams)
    {
        (_policy, _inputs, _generator, _options, _completionsPerPass, _streams) = (policy, inputs, generator, options, completionsPerPass, streams);
        _scores = new TokenPolicy(policy, temperature);
        using var stream = streams.Open(Stream);
        _prompts = [.. RandomOrder.Of(inputs.Count, stream).Take(options.Prompts).Order()];
        (_means, _stds, _norms) = (new double[_prompts.Length], new double[_prompts.Length], new double[_prompts.Length]);
    }

    /// <summary>Over the probed prompts: mean of the reward means and of the reward stds, shares of prompts that vanish at the lowest reward, at
    /// the highest and between, mean gradient norm of the small and of the large reward-std group (NaN for an empty group).</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "probe_reward", "probe_reward_std", "all_minimum_share", "all_maximum_share", "flat_share",
        $"grad_norm_{StepMetrics.Small}", $"grad_norm_{StepMetrics.Large}",
    ];

    /// <summary>What was measured last, in the order of <see cref="Names"/>.</summary>
    internal double[] Row
    {
        get
        {
            var kinds = _means.Zip(_stds, (mean, std) => VanishingInputs.Classify(mean, std, _options.Epsilon, _inputs.Reward.Range)).ToArray();
            double Share(VanishingKind kind) => (double)kinds.Count(other => other == kind) / kinds.Length;
            double Norm(bool small) => RunningMoments.Of([.. _norms.Where((_, i) => _stds[i] <= _options.SmallStd == small)]).Mean;
            return
            [
                _means.Average(), _stds.Average(), Share(VanishingKind.AllMinimum), Share(VanishingKind.AllMaximum), Share(VanishingKind.Flat),
                Norm(small: true), Norm(small: false),
            ];
        }
    }

    /// <summary>Measures the policy as it is now.</summary>
    internal void Measure(int iteration, CancellationToken cancellation)
    {
        var streams = _streams.Part($"{Stream} {iteration}");
        int[] inputs = [.. _prompts.SelectMany(prompt => Enumerable.Repeat(prompt, _options.Completions))];
        var completions = _generator.Sample([.. inputs.Select(input => _inputs.Prompts[input])], streams, cancellation: cancellation);
        var rewards = _inputs.Judge(inputs, completions).Select(sample => sample.Reward).ToArray();
        for (var i = 0; i < _prompts.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var part = (i * _options.Completions)..((i + 1) * _options.Completions);
            var moments = RunningMoments.Of(rewards[part]);
            (_means[i], _stds[i]) = (moments.Mean, moments.Std(_options.Ddof));
            _norms[i] = _stds[i] == 0 ? 0 : GradientNorm(_inputs.Prompts[_prompts[i]], [.. completions.Take(part).Select(completion => completion.Ids)], rewards[part]);
        }
    }

    /// <summary>Tells a monitor what was measured last.</summary>
    internal void Report(VanishingGradientMonitor monitor, int iteration) => monitor.Observe(iteration, _means, _stds, _norms, _prompts);

    private double GradientNorm(int[] prompt, int[][] completions, double[] rewards)
    {
        using var scope = NewDisposeScope();
        var mean = rewards.Average();
        var gradient = zeros_like(_policy.Parameters.Values);
        foreach (var chunk in completions.Index().Chunk(_completionsPerPass))
        {
            using var pass = NewDisposeScope();
            var tokens = ChosenTokens.All([.. chunk.Select(_ => prompt)], [.. chunk.Select(entry => entry.Item)], gradient.device);
            var weights = chunk.SelectMany(entry => entry.Item.Select(_ => (rewards[entry.Index] - mean) / (rewards.Length - 1))).ToArray();
            gradient.add_(_policy.Parameters.Gradient((tokens.Taken(_scores.Table(tokens)) * tensor(weights, device: gradient.device)).sum()));
        }

        return GroupPass.Norm(gradient).item<double>();
    }
}
