using VanishingGradients.Analysis;
using VanishingGradients.Data;
using VanishingGradients.Models;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>A policy on inputs whose outputs can be enumerated: every episode is one action, and the log gets exact statistics of the policy.</summary>
/// <remarks>
/// Policy and value network stay in evaluation mode, so batch normalisation keeps the statistics it came with. The policy belongs to the caller, the
/// value network to this object.
/// </remarks>
public sealed class EnumerableActorCritic : IActorCritic
{
    /// <summary>Random stream that initialises the value network.</summary>
    public const string ValueInitialisation = "value initialisation";

    private const string PolicyPart = "policy/";
    private const string ValuePart = "value/";
    private const string ReferenceName = "reference";

    private readonly Policy _policy;
    private readonly Policy? _value;
    private readonly EnumerableInputs _train;
    private readonly EnumerableInputs? _test;
    private readonly Tensor? _reference;
    private readonly double _temperature;
    private readonly bool _hasGroups;

    /// <summary>Puts a policy and inputs together; with a KL penalty the policy as it is now becomes the reference.</summary>
    /// <param name="policy">The policy, changed in place by a training.</param>
    /// <param name="train">Training inputs.</param>
    /// <param name="options">Temperature, advantage and KL penalty are used.</param>
    /// <param name="streams">The run's random streams; <see cref="ValueInitialisation"/> is used.</param>
    /// <param name="test">Inputs to measure on too, if any.</param>
    /// <param name="value">A value network with one output per input, shape [B, 1], if it is not to be an MLP as wide as the options say. It belongs to
    /// this object from now on.</param>
    public EnumerableActorCritic(
        Policy policy, EnumerableInputs train, PolicyGradientOptions options, RandomStreams streams, EnumerableInputs? test = null, Policy? value = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(streams);
        (_policy, _train, _test, _temperature) = (policy, train, test, options.Temperature);
        _hasGroups = train.IsSmall.Contains(true) && train.IsSmall.Contains(false);
        _value = options.Advantage is GaeAdvantage gae ? value ?? NewValue(train, gae, streams) : null;
        _reference = options.Kl is null ? null : AllLogProbabilities();
        Measures =
        [
            "train_loss", "train_accuracy", "reward",
            .. _hasGroups ? OfGroup(StepMetrics.Small).Concat(OfGroup(StepMetrics.Large)) : [],
            .. test is null ? [] : StepMetrics.Test,
        ];
    }

    /// <inheritdoc />
    public int Inputs => _train.Count;

    /// <inheritdoc />
    public ParameterVector Policy => _policy.Parameters;

    /// <inheritdoc />
    public ParameterVector? Value => _value?.Parameters;

    /// <inheritdoc />
    public int? LongestEpisode => 1;

    /// <summary>Of all training inputs: mean cross-entropy with the targets, share whose most probable output is a target, mean expected reward. Of either
    /// reward-std group: accuracy, mean exact reward std, mean expected reward. Of the test inputs: cross-entropy and accuracy. The names are those of
    /// <see cref="StepMetrics"/>; all are taken after the iteration's last step.</summary>
    public IReadOnlyList<string> Measures { get; }

    /// <inheritdoc />
    public IReadOnlyList<Episode> Collect(IReadOnlyList<int> inputs, Generator stream, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        cancellation.ThrowIfCancellationRequested();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (distinct, rows) = Distinct(inputs);
        var features = _train.Inputs.index_select(0, distinct);
        var table = LogProbabilities(features).index_select(0, rows);
        var actions = table.exp().multinomial(1, generator: stream);
        var index = tensor(inputs.Select(input => (long)input).ToArray());
        double[] At(Tensor all) => Host(all.gather(-1, actions).squeeze(-1));
        var logProbabilities = At(table);
        var rewards = At(_train.Rewards.index_select(0, index));
        var reference = _reference is null ? null : At(_reference.index_select(0, index));
        var values = _value is null ? null : Host(Values(features).index_select(0, rows));
        var outputs = actions.cpu().data<long>().ToArray();
        return
        [
            .. inputs.Select((input, i) => new Episode
            {
                Input = input,
                Actions = [(int)outputs[i]],
                LogProbabilities = [logProbabilities[i]],
                Rewards = [rewards[i]],
                ReferenceLogProbabilities = reference is null ? null : [reference[i]],
                Values = values is null ? null : [values[i]],
            }),
        ];
    }

    /// <inheritdoc />
    public TransitionEvaluation Evaluate(IReadOnlyList<Transition> transitions)
    {
        ArgumentNullException.ThrowIfNull(transitions);
        var (distinct, rows) = Distinct([.. transitions.Select(transition => transition.Episode.Input)]);
        var features = _train.Inputs.index_select(0, distinct);
        var table = LogProbabilities(features);
        var actions = tensor(transitions.Select(transition => (long)transition.Episode.Actions[0]).ToArray());
        return new TransitionEvaluation(
            table.index_select(0, rows).gather(-1, actions.unsqueeze(-1)).squeeze(-1),
            -(table.exp() * table).sum(-1).index_select(0, rows),
            _value is null ? null : Values(features).index_select(0, rows));
    }

    /// <inheritdoc />
    public double[] Measure()
    {
        var all = PolicyEvaluation.Of(_policy, _train, _temperature);
        double[] measured = [all.Loss.Average(), all.Accuracy.Average(), all.RewardMean.Average()];
        if (_hasGroups)
        {
            measured = [.. measured, .. GroupMeans(all, small: true), .. GroupMeans(all, small: false)];
        }

        if (_test is null)
        {
            return measured;
        }

        var test = PolicyEvaluation.Of(_policy, _test, _temperature);
        return [.. measured, test.Loss.Average(), test.Accuracy.Average()];
    }

    /// <inheritdoc />
    public void Capture(IDictionary<string, Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        foreach (var (part, network) in new[] { (PolicyPart, _policy), (ValuePart, _value) })
        {
            foreach (var (name, values) in network is null ? [] : PolicyState.Of(network).Tensors.AsEnumerable())
            {
                tensors[part + name] = values;
            }
        }

        if (_reference is not null)
        {
            tensors[ReferenceName] = _reference.clone().DetachFromDisposeScope();
        }
    }

    /// <inheritdoc />
    public void Restore(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        new PolicyState(state.Part(PolicyPart)).CopyTo(_policy);
        if (_value is not null)
        {
            new PolicyState(state.Part(ValuePart)).CopyTo(_value);
        }

        _reference?.copy_(state.Tensor(ReferenceName));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _value?.Dispose();
        _reference?.Dispose();
    }

    private static string[] OfGroup(string group) => [$"train_accuracy_{group}", $"avg_reward_std_{group}", $"reward_{group}"];

    private IEnumerable<double> GroupMeans(PolicyEvaluation evaluation, bool small) =>
        new[] { evaluation.Accuracy, evaluation.RewardStd, evaluation.RewardMean }.Select(values => values.Where((_, i) => _train.IsSmall[i] == small).Average());

    private static Mlp NewValue(EnumerableInputs train, GaeAdvantage gae, RandomStreams streams)
    {
        using var stream = streams.Open(ValueInitialisation);
        return new Mlp([(int)(train.Inputs.numel() / train.Count), .. gae.ValueHidden, 1], stream);
    }

    /// <summary>The inputs without repetition, and where among them each input stands: samples of one input share its forward pass.</summary>
    private static (Tensor Distinct, Tensor Rows) Distinct(IReadOnlyList<int> inputs)
    {
        var places = new Dictionary<int, long>();
        var rows = new long[inputs.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            if (!places.TryGetValue(inputs[i], out rows[i]))
            {
                places.Add(inputs[i], rows[i] = places.Count);
            }
        }

        return (tensor(places.Keys.Select(input => (long)input).ToArray()), tensor(rows));
    }

    private Tensor LogProbabilities(Tensor features)
    {
        _policy.eval();
        return _policy.LogProbabilities(features, _temperature);
    }

    private Tensor Values(Tensor features)
    {
        _value!.eval();
        return _value.call(features.to(_value.Parameters.Values.dtype)).to(ScalarType.Float64).squeeze(-1);
    }

    private Tensor AllLogProbabilities()
    {
        const int rows = 1024;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return cat([.. Enumerable.Range(0, (_train.Count - 1) / rows + 1).Select(chunk =>
            LogProbabilities(_train.Inputs.narrow(0, chunk * rows, Math.Min(rows, _train.Count - chunk * rows))))]).DetachFromDisposeScope();
    }

    private static double[] Host(Tensor values) => values.cpu().data<double>().ToArray();
}
