using VanishingGradients.Analysis.Census;
using VanishingGradients.Analysis.Monitor;
using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Data;
using VanishingGradients.Models.Language;
using VanishingGradients.Text.Generation;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>Measures a policy prompt by prompt, in finetuning of either kind; see <see cref="RewardProbeOptions"/>.</summary>
/// <remarks>The completions of a step come from a stream of their own, so probing changes no rollout. The gradient norm of a prompt is
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
    private readonly List<RolloutSample> _samples = [];
    private PromptRewards[] _found = [];
    private double _entropy;

    /// <summary>Prepares a probe; nothing is measured yet.</summary>
    /// <param name="policy">The policy that is trained. It stays the caller's.</param>
    /// <param name="inputs">Prompts and reward.</param>
    /// <param name="generation">How completions are sampled; the temperature counts as part of the policy.</param>
    /// <param name="options">What is measured.</param>
    /// <param name="streams">The run's random streams; <see cref="Stream"/> and parts of it are used.</param>
    /// <param name="completionsPerPass">Most completions of one forward or backward pass.</param>
    /// <exception cref="LanguageExampleException">A prompt is empty, too long with its completion, or holds an id outside of the vocabulary.</exception>
    /// <exception cref="ArgumentException">The tokenizer is of another model, or its end is not that of the options.</exception>
    public RewardProbe(
        LanguageModel policy, LanguageInputs inputs, GenerationOptions generation, RewardProbeOptions options, RandomStreams streams,
        int completionsPerPass = 16)
        : this(
            policy, inputs, new CompletionGenerator(policy, RolloutCheck.Require(policy, inputs, generation)), options, generation.Decoding.Temperature?.Value ?? 1, completionsPerPass, streams)
    {
    }

    internal RewardProbe(
        LanguageModel policy, LanguageInputs inputs, CompletionGenerator generator, RewardProbeOptions options, double temperature,
        int completionsPerPass, RandomStreams streams)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(streams);
        (_policy, _inputs, _generator, _options, _completionsPerPass, _streams) = (policy, inputs, generator, options, completionsPerPass, streams);
        _scores = new TokenPolicy(policy, temperature);
        using var stream = streams.Open(Stream);
        _prompts = [.. RandomOrder.Of(inputs.Count, stream).Take(options.Prompts).Order()];
        Names =
        [
            "probe_reward", "probe_reward_std", "all_minimum_share", "all_maximum_share", "flat_share", "probe_entropy",
            $"grad_norm_{StepMetrics.Small}", $"grad_norm_{StepMetrics.Large}", .. _options.StdBuckets.Names.Select(name => $"grad_norm_{name}"),
        ];
    }

    /// <summary>Over the probed prompts: mean of the reward means and of the reward stds, shares of prompts that vanish at the lowest reward, at
    /// the highest and between; mean entropy of a token of their completions, in nats; mean gradient norm of the small and of the large reward-std
    /// group, and of every bucket of <see cref="RewardProbeOptions.StdBuckets"/> (NaN for an empty one).</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>What was measured last, prompt by prompt.</summary>
    public IReadOnlyList<PromptRewards> Prompts => _found;

    /// <summary>Some of the completions that were drawn for it.</summary>
    public IReadOnlyList<RolloutSample> Samples => _samples;

    /// <summary>What was measured last, in the order of <see cref="Names"/>.</summary>
    internal double[] Row
    {
        get
        {
            var (stds, norms) = (Stds, Norms);
            double Share(Func<PromptRewards, bool> of) => (double)_found.Count(of) / _found.Length;
            double Norm(bool small) => RunningMoments.Of([.. norms.Where((_, i) => stds[i] <= _options.SmallStd == small)]).Mean;
            return
            [
                _found.Average(prompt => prompt.Mean), stds.Average(), Share(prompt => prompt.AllMinimum), Share(prompt => prompt.AllMaximum),
                Share(prompt => prompt.Std <= _options.Epsilon && !prompt.AllMinimum && !prompt.AllMaximum), _entropy,
                Norm(small: true), Norm(small: false), .. _options.StdBuckets.Means(stds, norms),
            ];
        }
    }

    private double[] Stds => Array.ConvertAll(_found, prompt => prompt.Std);

    private double[] Norms => Array.ConvertAll(_found, prompt => prompt.GradientNorm);

    /// <summary>Measures the policy as it is now.</summary>
    /// <param name="step">Names the stream that completions are drawn from.</param>
    /// <param name="cancellation">Observed before every token and prompt.</param>
    /// <exception cref="Rewards.TextRewardException">A reward cannot be had.</exception>
    public void Measure(long step, CancellationToken cancellation = default)
    {
        var streams = _streams.Part($"{Stream} {step}");
        int[] inputs = [.. _prompts.SelectMany(prompt => Enumerable.Repeat(prompt, _options.Completions))];
        var completions = _generator.Sample([.. inputs.Select(input => _inputs.Prompts[input])], streams, cancellation: cancellation);
        var samples = _inputs.Judge(inputs, completions);
        var found = new PromptRewards[_prompts.Length];
        var entropies = 0.0;
        for (var i = 0; i < found.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var part = (i * _options.Completions)..((i + 1) * _options.Completions);
            int[][] ids = [.. completions.Take(part).Select(completion => completion.Ids)];
            double[] rewards = [.. samples.Take(part).Select(sample => sample.Reward)];
            var moments = RunningMoments.Of(rewards);
            var (mean, std) = (moments.Mean, moments.Std(_options.Ddof));
            var kind = VanishingInputs.Classify(mean, std, _options.Epsilon, _inputs.Reward.Range);
            var (entropy, norm) = Look(_inputs.Prompts[_prompts[i]], ids, rewards);
            entropies += entropy;
            found[i] = new PromptRewards(
                step, _prompts[i], mean, std, rewards.Length, kind == VanishingKind.AllMinimum, kind == VanishingKind.AllMaximum,
                entropy / ids.Sum(completion => completion.Length), norm);
        }

        (_found, _entropy) = (found, entropies / completions.Sum(completion => completion.Ids.Length));
        _samples.Clear();
        _samples.AddRange(samples.Chunk(_options.Completions).Take(_options.SamplePrompts).SelectMany(group => group.Take(_options.SampleCompletions)));
    }

    /// <summary>Tells a monitor and a journal what was measured last, where there are any.</summary>
    internal void Report(VanishingGradientMonitor? monitor, PromptJournal? journal)
    {
        var step = _found[0].Step;
        // A monitor may be older than a training that was restored.
        if (monitor is not null && !(monitor.History is [.., var last] && last.Step >= step))
        {
            monitor.Observe(step, Array.ConvertAll(_found, prompt => prompt.Mean), Stds, Norms, _prompts);
        }

        journal?.Add(step, _found, _samples);
    }

    // Sum of the entropies of the completions' tokens, and the norm of the gradient.
    private (double Entropy, double Norm) Look(int[] prompt, int[][] completions, double[] rewards)
    {
        using var scope = NewDisposeScope();
        var (mean, isFlat) = (rewards.Average(), rewards.All(reward => reward == rewards[0]));
        using var noGradient = isFlat ? no_grad() : null;
        var gradient = isFlat ? null : zeros_like(_policy.Parameters.Values);
        var entropy = zeros(1, dtype: ScalarType.Float64, device: _policy.Parameters.Values.device);
        foreach (var chunk in completions.Index().Chunk(_completionsPerPass))
        {
            using var pass = NewDisposeScope();
            var tokens = ChosenTokens.All([.. chunk.Select(_ => prompt)], [.. chunk.Select(entry => entry.Item)], entropy.device);
            var table = _scores.Table(tokens);
            using (no_grad())
            {
                entropy.sub_((table.exp() * table).sum());
            }

            if (gradient is not null)
            {
                var weights = chunk.SelectMany(entry => entry.Item.Select(_ => (rewards[entry.Index] - mean) / (rewards.Length - 1))).ToArray();
                _policy.Parameters.WriteGradient((tokens.Taken(table) * tensor(weights, device: entropy.device)).sum(), gradient, isAdded: true);
            }
        }

        return (entropy.item<double>(), gradient is null ? 0 : GroupPass.Norm(gradient).item<double>());
    }
}
