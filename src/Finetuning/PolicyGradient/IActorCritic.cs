using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>A policy with inputs to act on and, where advantages need one, a value network: all that <see cref="PolicyGradientTrainer"/> knows of a
/// task.</summary>
/// <remarks>
/// Rollouts and evaluations must agree: as long as no parameter has changed, <see cref="Evaluate"/> gives back the log-probabilities of
/// <see cref="Collect"/>. So dropout and batch statistics are off in both, and temperature and action masks are the same in both. The trainer checks this
/// before the first step of every rollout.
/// </remarks>
public interface IActorCritic : IDisposable
{
    /// <summary>The number of inputs to draw from.</summary>
    int Inputs { get; }

    /// <summary>Parameters of the policy.</summary>
    ParameterVector Policy { get; }

    /// <summary>Parameters of the value network, none of them shared with the policy; null where there is none.</summary>
    ParameterVector? Value { get; }

    /// <summary>Most actions that an episode may have, such as the generation budget; null where there is no such number.</summary>
    int? LongestEpisode => null;

    /// <summary>Names of the options that decide on the memory of a rollout, for the message where it does not suffice.</summary>
    string MemoryOptions => $"{nameof(PolicyGradientOptions.InputsPerRollout)} or {nameof(PolicyGradientOptions.SamplesPerInput)} of {nameof(PolicyGradientOptions)}";

    /// <summary>Names of the options that decide on the memory of a step, for the message where it does not suffice.</summary>
    string StepMemoryOptions => $"{nameof(PolicyGradientOptions.MinibatchSize)} of {nameof(PolicyGradientOptions)}";

    /// <summary>Told before anything of an iteration is drawn; nothing that is trained changes here. May be told twice of an iteration whose rollout was
    /// broken off.</summary>
    /// <param name="iteration">Counted from 1.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    void Begin(int iteration, CancellationToken cancellation)
    {
    }

    /// <summary>Acts on inputs with the policy as it is now; nothing is changed and no gradient recorded.</summary>
    /// <param name="inputs">Positions of the inputs; one that stands there several times gets as many independent episodes.</param>
    /// <param name="stream">The only source of randomness.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>One episode per entry of <paramref name="inputs"/>, in that order.</returns>
    IReadOnlyList<Episode> Collect(IReadOnlyList<int> inputs, Generator stream, CancellationToken cancellation);

    /// <summary>What policy and value network as they are now say of transitions.</summary>
    /// <param name="transitions">B transitions of episodes that <see cref="Collect"/> gave, in any order.</param>
    TransitionEvaluation Evaluate(IReadOnlyList<Transition> transitions);

    /// <summary>Divides the transitions of a step among passes, each of which is evaluated by itself; the gradients of the passes add up to that of one pass
    /// over all of them. It decides on memory and speed only.</summary>
    /// <param name="transitions">B transitions of episodes that <see cref="Collect"/> gave, in any order.</param>
    /// <returns>Places among <paramref name="transitions"/>, pass by pass, each exactly once; one pass unless an implementation says otherwise.</returns>
    IReadOnlyList<int[]> Passes(IReadOnlyList<Transition> transitions) => [[.. Enumerable.Range(0, transitions.Count)]];

    /// <summary>Adds copies of everything that training changes, and of the reference policy, to a state.</summary>
    /// <param name="tensors">Tensors by name.</param>
    void Capture(IDictionary<string, Tensor> tensors);

    /// <summary>Takes copies of them from a state.</summary>
    /// <param name="state">A state that <see cref="Capture"/> has added to.</param>
    /// <exception cref="ArgumentException">It is of another actor-critic.</exception>
    void Restore(TrainingState state);

    /// <summary>Names of what <see cref="Measure"/> measures; empty for nothing.</summary>
    IReadOnlyList<string> Measures { get; }

    /// <summary>Measures the policy as it is now, for a row of the log; nothing is changed.</summary>
    /// <returns>One number per name of <see cref="Measures"/>; NaN for one that has no value.</returns>
    double[] Measure();
}
