using VanishingGradients.Models;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>Sequences of up to four tokens out of three for two inputs; token 0 ends a sequence, and only its end is rewarded: by the share of tokens that
/// are 1 + the input. Logits and values are tables over (input, position, last token).</summary>
internal sealed class TabularSequences : IActorCritic
{
    private const int Longest = 4;
    private const int Tokens = 3;
    private const int States = 2 * Longest * Tokens;

    private readonly Policy _policy = Zeros(Tokens);
    private readonly Policy _value = Zeros(1);
    private readonly bool _hasReference;
    private int _evaluations;

    public TabularSequences(bool hasReference = false) => _hasReference = hasReference;

    /// <summary>What the evaluation adds to every log-probability: 0 but for tests of the check.</summary>
    public double Lie { get; init; }

    /// <summary>The evaluation that fails, counted from 1; 0 for none.</summary>
    public int FailingEvaluation { get; init; }

    public int? LongestEpisode { get; init; } = Longest;

    public int Inputs => 2;

    public ParameterVector Policy => _policy.Parameters;

    public ParameterVector? Value => _value.Parameters;

    public IReadOnlyList<string> Measures => [];

    public double[] Measure() => [];

    public IReadOnlyList<Episode> Collect(IReadOnlyList<int> inputs, Generator stream, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var noGrad = no_grad();
        return [.. inputs.Select(input => Write(input, stream))];
    }

    public TransitionEvaluation Evaluate(IReadOnlyList<Transition> transitions)
    {
        if (++_evaluations == FailingEvaluation)
        {
            throw new InvalidOperationException("no evaluation");
        }

        var states = OneHot([.. transitions.Select(transition => State(transition.Episode.Input, transition.Episode.Actions, transition.Position))]);
        var table = _policy.LogProbabilities(states);
        var actions = tensor(transitions.Select(transition => (long)transition.Episode.Actions[transition.Position]).ToArray());
        return new TransitionEvaluation(
            table.gather(-1, actions.unsqueeze(-1)).squeeze(-1) + Lie, -(table.exp() * table).sum(-1), _value.call(states).squeeze(-1));
    }

    public void Capture(IDictionary<string, Tensor> tensors)
    {
        tensors["policy"] = Policy.Values.clone();
        tensors["value"] = Value!.Values.clone();
    }

    public void Restore(TrainingState state)
    {
        Policy.Values.copy_(state.Tensor("policy"));
        Value!.Values.copy_(state.Tensor("value"));
    }

    public void Dispose()
    {
        _policy.Dispose();
        _value.Dispose();
    }

    private Episode Write(int input, Generator stream)
    {
        using var scope = NewDisposeScope();
        var actions = new List<int>();
        var (logProbabilities, values) = (new List<double>(), new List<double>());
        while (actions.Count < Longest && (actions.Count == 0 || actions[^1] != 0))
        {
            var state = OneHot([State(input, actions, actions.Count)]);
            var table = _policy.LogProbabilities(state)[0];
            var action = (int)table.exp().multinomial(1, generator: stream).item<long>();
            logProbabilities.Add(table[action].item<double>());
            values.Add(_value.call(state).item<double>());
            actions.Add(action);
        }

        var rewards = new double[actions.Count];
        rewards[^1] = actions.Count(action => action == input + 1) / (double)Longest;
        return new Episode
        {
            Input = input,
            Actions = [.. actions],
            LogProbabilities = [.. logProbabilities],
            Rewards = rewards,
            Values = [.. values],
            ReferenceLogProbabilities = _hasReference ? [.. actions.Select(_ => -Math.Log(Tokens))] : null,
        };
    }

    private static int State(int input, IReadOnlyList<int> actions, int position) =>
        (input * Longest + position) * Tokens + (position == 0 ? 0 : actions[position - 1]);

    private static Tensor OneHot(int[] states) => eye(States, dtype: ScalarType.Float64).index_select(0, tensor(states.Select(state => (long)state).ToArray()));

    private static Policy Zeros(int outputs)
    {
        var policy = Models.Policy.From(nn.Linear(States, outputs, hasBias: false, dtype: ScalarType.Float64));
        policy.Parameters.Values.zero_();
        return policy;
    }
}
