using System.Diagnostics;
using VanishingGradients.Analysis.Monitor;
using VanishingGradients.Finetuning.PolicyGradient;
using VanishingGradients.Models.Language;
using VanishingGradients.Text.Generation;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>A language model that finishes prompts: an episode is a completion, a transition one of its tokens, and the reward comes with the last
/// one.</summary>
/// <remarks>
/// Every sequence that a step needs is read once, up to the last token that the step needs of it, in passes that do not grow with the minibatch. Policy,
/// reference, masking policy and value network are separate networks; the policy belongs to the caller, the others, copies of the policy as it is now, to
/// this object.
/// </remarks>
public sealed class LanguageActorCritic : IActorCritic
{
    /// <summary>Names of the measures of speed: completion tokens of the rollout over the time of the whole iteration but for the probe's; the same over
    /// the time in which they were sampled, judged and scored; tokens of all steps, once for each pass through the rollout, over the time of the
    /// steps.</summary>
    public static IReadOnlyList<string> Speeds { get; } =
        [LanguageMetrics.TokensPerSecond, "rollout_tokens_per_second", "training_tokens_per_second"];

    private const string PolicyName = "policy";
    private const string ValueName = "value network";
    private const string ReferenceName = "reference";
    private const string MaskName = "masking policy";

    private readonly LanguageModel _policy;
    private readonly LanguageInputs _inputs;
    private readonly LanguageFinetuningOptions _options;
    private readonly TokenPolicy _scores;
    private readonly ValueNetwork? _value;
    private readonly LanguageModel? _reference;
    private readonly LearnedMask? _mask;
    private readonly RewardProbe? _probe;
    private readonly CompletionGenerator _generator;
    private readonly List<RolloutSample> _samples = [];
    private readonly IterationClock _clock = new();
    private readonly Device _device;

    /// <summary>Puts a policy and prompts together.</summary>
    /// <param name="policy">The policy, changed in place by a training.</param>
    /// <param name="inputs">Prompts and reward.</param>
    /// <param name="options">The finetuning; give its <see cref="LanguageFinetuningOptions.Method"/> to the trainer.</param>
    /// <param name="streams">The run's random streams: <see cref="EnumerableActorCritic.ValueInitialisation"/>,
    /// <see cref="RewardProbe.Stream"/> and parts of the latter are used.</param>
    /// <exception cref="LanguageExampleException">A prompt is empty, too long with its completion, or holds an id outside of the vocabulary.</exception>
    /// <exception cref="ArgumentException">The tokenizer is of another model, its end is not that of the options, or the method has a temperature of its
    /// own.</exception>
    public LanguageActorCritic(LanguageModel policy, LanguageInputs inputs, LanguageFinetuningOptions options, RandomStreams streams)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(streams);
        if (options.Method.Temperature != 1)
        {
            throw new ArgumentException(
                $"{nameof(options.Method)}.{nameof(options.Method.Temperature)} is {options.Method.Temperature}, but a language model is sampled and scored "
                + $"with the temperature of {nameof(options.Generation)}.{nameof(options.Generation.Decoding)}; set that one.",
                nameof(options));
        }

        options = options with { Generation = RolloutCheck.Require(policy, inputs, options.Generation) };
        (_policy, _inputs, _options) = (policy, inputs, options);
        _device = policy.Parameters.Values.device;
        _scores = new TokenPolicy(policy, options.ScoringTemperature);
        if (options.Method.Advantage is GaeAdvantage)
        {
            using var stream = streams.Open(EnumerableActorCritic.ValueInitialisation);
            _value = new ValueNetwork(policy, stream);
        }

        _reference = options.Method.Kl is null ? null : policy.Copy();
        _mask = options.Nlpo is { } nlpo ? new LearnedMask(policy, nlpo, inputs.SpecialIds) : null;
        _generator = new CompletionGenerator(policy, options.Generation) { Mask = _mask?.ForGeneration };
        _probe = options.Probe is { } probe
            ? new RewardProbe(policy, inputs, _generator, probe, options.ScoringTemperature, options.CompletionsPerPass, streams)
            : null;
        Measures = [.. _probe?.Names ?? [], .. Speeds];
    }

    /// <inheritdoc />
    public int Inputs => _inputs.Count;

    /// <inheritdoc />
    public ParameterVector Policy => _policy.Parameters;

    /// <inheritdoc />
    public ParameterVector? Value => _value?.Parameters;

    /// <inheritdoc />
    public int? LongestEpisode => _options.Generation.MaxNewTokens;

    /// <summary>Of the probe, see <see cref="RewardProbe.Names"/>, taken before the rollout, where there is one; then
    /// <see cref="Speeds"/>.</summary>
    public IReadOnlyList<string> Measures { get; }

    /// <inheritdoc />
    public string MemoryOptions =>
        $"{nameof(LanguageFinetuningOptions.CompletionsPerPass)} of {nameof(LanguageFinetuningOptions)} or {nameof(GenerationOptions.BatchSize)} of its {nameof(GenerationOptions)}";

    /// <inheritdoc />
    public string StepMemoryOptions => $"{nameof(LanguageFinetuningOptions.TokensPerPass)} of {nameof(LanguageFinetuningOptions)}";

    /// <summary>Told what the probe finds of every logged iteration; null for none.</summary>
    public VanishingGradientMonitor? Monitor { get; init; }

    /// <summary>Keeps what the probe finds of every logged iteration, prompt by prompt, and some of its completions; null for none. It stays the
    /// caller's.</summary>
    public PromptJournal? Journal { get; init; }

    /// <summary>The completions of the last rollout and their rewards, in the order in which they were drawn.</summary>
    public IReadOnlyList<RolloutSample> Samples => _samples;

    /// <inheritdoc />
    public void Begin(int iteration, CancellationToken cancellation)
    {
        _samples.Clear();
        _mask?.Refresh(iteration, Policy.Values);
        if (iteration == 1 || iteration == _options.Method.Iterations || iteration % _options.Method.LogEvery == 0)
        {
            _probe?.Measure(iteration, cancellation);
        }

        _clock.Begin();
    }

    /// <inheritdoc />
    public IReadOnlyList<Episode> Collect(IReadOnlyList<int> inputs, Generator stream, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var begun = Stopwatch.GetTimestamp();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var streams = new RandomStreams(randint(0, 1L << 62, [1], ScalarType.Int64, generator: stream).item<long>());
        var completions = _generator.Sample([.. inputs.Select(input => _inputs.Prompts[input])], streams, cancellation: cancellation);
        var samples = _inputs.Judge(inputs, completions);
        var episodes = new List<Episode>(inputs.Count);
        foreach (var chunk in Enumerable.Range(0, inputs.Count).Chunk(_options.CompletionsPerPass))
        {
            cancellation.ThrowIfCancellationRequested();
            episodes.AddRange(Episodes(
                [.. chunk.Select(i => inputs[i])], [.. chunk.Select(i => completions[i].Ids)], [.. chunk.Select(i => samples[i].Reward)]));
        }

        _samples.AddRange(samples);
        _clock.Collected(completions.Sum(completion => completion.Ids.Length), begun);
        return episodes;
    }

    /// <inheritdoc />
    public TransitionEvaluation Evaluate(IReadOnlyList<Transition> transitions)
    {
        ArgumentNullException.ThrowIfNull(transitions);
        _clock.Trained(transitions.Count);
        var rows = new Dictionary<Episode, int>(ReferenceEqualityComparer.Instance);
        foreach (var (episode, _) in transitions)
        {
            rows.TryAdd(episode, rows.Count);
        }

        var tokens = ChosenTokens.Of(
            [.. rows.Keys.Select(episode => _inputs.Prompts[episode.Input])],
            [.. rows.Keys.Select(episode => episode.Actions)],
            [.. transitions.Select(transition => (rows[transition.Episode], transition.Position))],
            _device);
        var table = _scores.Table(tokens);
        var allowed = _mask?.Allowed(tokens);
        return new TransitionEvaluation(
            tokens.Taken(allowed is null ? table : NlpoMask.LogProbabilities(table, allowed)),
            allowed is null ? -(table.exp() * table).sum(-1) : NlpoMask.Entropy(table, allowed),
            _value is null ? null : tokens.Values(_value));
    }

    /// <inheritdoc />
    public IReadOnlyList<int[]> Passes(IReadOnlyList<Transition> transitions) =>
        new TransitionPasses(_inputs.Prompts, _policy.Vocabulary, _options.TokensPerPass).Of(transitions);

    /// <inheritdoc />
    public double[] Measure()
    {
        var speeds = _clock.Speeds;
        _probe?.Report(Monitor, Journal);
        return [.. _probe?.Row ?? [], .. speeds];
    }

    /// <inheritdoc />
    public void Capture(IDictionary<string, Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        foreach (var (name, values) in Networks())
        {
            tensors[name] = values.clone();
        }
    }

    /// <inheritdoc />
    public void Restore(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var (name, values) in Networks())
        {
            if (!state.Tensor(name).shape.SequenceEqual(values.shape) || state.Tensor(name).dtype != values.dtype)
            {
                throw new ArgumentException(
                    $"The {name} has {values.numel()} parameters of {values.dtype}, but its saved state {state.Tensor(name).numel()} of "
                    + $"{state.Tensor(name).dtype}: they are of different models.",
                    nameof(state));
            }
        }

        using var noGrad = no_grad();
        foreach (var (name, values) in Networks())
        {
            values.copy_(state.Tensor(name));
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _value?.Dispose();
        _reference?.Dispose();
        _mask?.Dispose();
    }

    private IEnumerable<(string Name, Tensor Values)> Networks()
    {
        (string Name, Tensor? Values)[] all =
        [
            (PolicyName, Policy.Values), (ValueName, Value?.Values), (ReferenceName, _reference?.Parameters.Values), (MaskName, _mask?.Values),
        ];
        return all.Where(network => network.Values is not null).Select(network => (network.Name, network.Values!));
    }

    private IEnumerable<Episode> Episodes(int[] inputs, int[][] completions, double[] rewards)
    {
        using var scope = NewDisposeScope();
        var tokens = ChosenTokens.All([.. inputs.Select(input => _inputs.Prompts[input])], completions, _device);
        var plain = _scores.LogProbabilities(tokens);
        // Chosen tokens are allowed ones, whose masked log-probability is the plain one within the clamp.
        var masked = _mask is null ? plain : NlpoMask.LogProbabilities(tensor(plain), ones(plain.Length, ScalarType.Bool)).data<double>().ToArray();
        var values = _value is null ? null : tokens.Values(_value).cpu().data<double>().ToArray();
        var reference = _reference is null ? null : new TokenPolicy(_reference, 1).LogProbabilities(tokens);
        var start = 0;
        foreach (var (row, actions) in completions.Index())
        {
            var part = start..(start += actions.Length);
            var earned = new double[actions.Length];
            earned[^1] = rewards[row];
            yield return new Episode
            {
                Input = inputs[row],
                Actions = actions,
                LogProbabilities = masked[part],
                Rewards = earned,
                Values = values?[part],
                ReferenceLogProbabilities = reference?[part],
                PlainLogProbabilities = _mask is null ? null : plain[part],
            };
        }
    }
}
