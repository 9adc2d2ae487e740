using Microsoft.Data.Analysis;
using VanishingGradients.Analysis.Census;
using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Analysis.Monitor;

/// <summary>Watches the reward std of the inputs of any training loop, and says when the run is dead, solved or suspect.</summary>
/// <remarks>
/// Numbers only: it knows neither model nor framework. Memory grows with the number of observations and, when inputs are named, with the
/// number of distinct inputs. Not safe for concurrent use.
/// </remarks>
public sealed class VanishingGradientMonitor
{
    private readonly StdBuckets _buckets;
    private readonly List<MonitorObservation> _history = [];
    private readonly Dictionary<int, (double Std, double First, double Latest)> _inputs = [];

    /// <summary>Creates a monitor.</summary>
    /// <param name="options">Thresholds and the reward range.</param>
    public VanishingGradientMonitor(VanishingGradientMonitorOptions? options = null)
    {
        Options = options ?? new();
        _buckets = new StdBuckets(Options.StdBuckets);
    }

    /// <summary>Thresholds and the reward range.</summary>
    public VanishingGradientMonitorOptions Options { get; }

    /// <summary>All observations, in order.</summary>
    public IReadOnlyList<MonitorObservation> History => _history;

    /// <summary>Records one step from reward means and stds per input.</summary>
    /// <param name="step">The training step, above that of the last observation.</param>
    /// <param name="means">Reward mean per input.</param>
    /// <param name="stds">Reward std per input, exact or of any one ddof; NaN where it is unknown.</param>
    /// <param name="gradientNorms">Gradient norm per input, if measured.</param>
    /// <param name="inputs">A number that names each input, each once, if its improvement over the steps is to be followed.</param>
    /// <returns>What was seen.</returns>
    /// <exception cref="ArgumentException">
    /// No inputs, lengths that differ, an input named twice, a step not above the last, a mean that is not finite, a negative std or a
    /// gradient norm that is negative or not finite. Nothing was recorded.
    /// </exception>
    public MonitorObservation Observe(
        long step, ReadOnlySpan<double> means, ReadOnlySpan<double> stds, ReadOnlySpan<double> gradientNorms = default, ReadOnlySpan<int> inputs = default)
    {
        Check(step, means, stds, gradientNorms, inputs);
        var kinds = new int[5];
        var std = default(RunningMoments);
        for (var i = 0; i < means.Length; i++)
        {
            kinds[(int)VanishingInputs.Classify(means[i], stds[i], Options.Epsilon, Options.Range)]++;
            if (!double.IsNaN(stds[i]))
                std = std.Add(stds[i]);
        }

        for (var i = 0; i < inputs.Length; i++)
        {
            if (_inputs.TryGetValue(inputs[i], out var seen))
                _inputs[inputs[i]] = seen with { Latest = means[i] };
            else if (VanishingInputs.Classify(means[i], stds[i], Options.Epsilon, Options.Range)
                is not (VanishingKind.Unknown or VanishingKind.AllMaximum))
                _inputs.Add(inputs[i], (stds[i], means[i], double.NaN));
        }

        double Share(VanishingKind kind) => (double)kinds[(int)kind] / std.Count;
        var observation = new MonitorObservation(
            step,
            (int)std.Count,
            Share(VanishingKind.AllMinimum),
            Share(VanishingKind.AllMaximum),
            Share(VanishingKind.Flat),
            RunningMoments.Of(means).Mean,
            std.Mean,
            _buckets.Means(stds, gradientNorms));
        _history.Add(observation);
        return observation;
    }

    /// <summary>Records one step from groups of rewards: the completions of one input lie side by side, as in GRPO or RLOO.</summary>
    /// <param name="step">The training step, above that of the last observation.</param>
    /// <param name="rewards">Rewards, shape [inputs × groupSize].</param>
    /// <param name="groupSize">Completions per input, at least 2.</param>
    /// <param name="gradientNorms">Gradient norm per input, if measured.</param>
    /// <param name="inputs">A number that names each input, each once, if its improvement over the steps is to be followed.</param>
    /// <param name="ddof">Delta degrees of freedom of the std per group.</param>
    /// <returns>What was seen.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Observe"/>, or the rewards do not fill whole groups.</exception>
    public MonitorObservation ObserveGroups(
        long step,
        ReadOnlySpan<double> rewards,
        int groupSize,
        ReadOnlySpan<double> gradientNorms = default,
        ReadOnlySpan<int> inputs = default,
        Ddof ddof = Ddof.One)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groupSize, 2);
        if (rewards.Length % groupSize != 0)
            throw new ArgumentException($"{rewards.Length} rewards do not fill whole groups of {groupSize}.", nameof(rewards));
        var (means, stds) = (new double[rewards.Length / groupSize], new double[rewards.Length / groupSize]);
        for (var input = 0; input < means.Length; input++)
        {
            var moments = RunningMoments.Of(rewards.Slice(input * groupSize, groupSize));
            (means[input], stds[input]) = (moments.Mean, moments.Std(ddof));
        }

        return Observe(step, means, stds, gradientNorms, inputs);
    }

    /// <summary>Pearson correlation, with its 95 % interval, of the std of an input when first seen and the change of its reward mean
    /// since.</summary>
    /// <remarks>Inputs that are solved when first seen are left out: their std is small and they do not improve, but nothing is wrong
    /// with them.</remarks>
    /// <returns>Null when fewer than four named inputs were seen twice.</returns>
    public ConfidenceInterval? StdAndImprovement()
    {
        var twice = _inputs.Values.Where(input => !double.IsNaN(input.Latest)).ToArray();
        return twice.Length < 4
            ? null
            : Correlations.WithFisherInterval(
                CorrelationKind.Pearson, [.. twice.Select(input => input.Std)], [.. twice.Select(input => input.Latest - input.First)]);
    }

    /// <summary>Says what the latest observations mean.</summary>
    /// <param name="supervisedRewards">Mean reward per observation of a supervised run on the same inputs, to be compared with; its
    /// latest are averaged.</param>
    /// <returns>Verdict, signatures and advice.</returns>
    public Diagnosis Diagnose(IReadOnlyList<double>? supervisedRewards = null) => Diagnoser.Diagnose(this, supervisedRewards);

    /// <summary>The history as a data frame, one row per observation.</summary>
    public DataFrame ToDataFrame()
    {
        DoubleDataFrameColumn Column(string name, Func<MonitorObservation, double> of) => new(name, _history.Select(of));
        List<DataFrameColumn> columns =
        [
            new Int64DataFrameColumn("step", _history.Select(seen => seen.Step)),
            new Int32DataFrameColumn("inputs", _history.Select(seen => seen.Inputs)),
            Column("vanishing_share", seen => seen.VanishingShare),
            Column("all_minimum_share", seen => seen.AllMinimumShare),
            Column("all_maximum_share", seen => seen.AllMaximumShare),
            Column("flat_share", seen => seen.FlatShare),
            Column("reward_mean", seen => seen.RewardMean),
            Column("reward_std", seen => seen.RewardStd),
        ];
        columns.AddRange(_buckets.Names.Select((name, bucket) => Column($"gradient_norm_{name}", seen => seen.GradientNorms[bucket])));
        return new(columns);
    }

    private void Check(long step, ReadOnlySpan<double> means, ReadOnlySpan<double> stds, ReadOnlySpan<double> gradientNorms, ReadOnlySpan<int> inputs)
    {
        if (_history.Count > 0 && step <= _history[^1].Step)
            throw new ArgumentException(
                $"Step {step} does not come after step {_history[^1].Step}; observe the steps in order, each once.", nameof(step));
        if (means.IsEmpty)
            throw new ArgumentException("There are no inputs to observe.", nameof(means));
        RequireLength(nameof(stds), stds.Length, means.Length);
        if (!gradientNorms.IsEmpty)
            RequireLength(nameof(gradientNorms), gradientNorms.Length, means.Length);
        if (!inputs.IsEmpty)
            RequireLength(nameof(inputs), inputs.Length, means.Length);
        for (var i = 0; i < means.Length; i++)
        {
            if (!double.IsFinite(means[i]))
                throw new NonFiniteRewardException(means[i], i);
            if (stds[i] < 0 || double.IsInfinity(stds[i]))
                throw new ArgumentException(
                    $"The reward std of input {i} is {stds[i]}; a finite number not below 0, or NaN, is expected.", nameof(stds));
            if (!gradientNorms.IsEmpty && !(gradientNorms[i] >= 0 && double.IsFinite(gradientNorms[i])))
            {
                throw new ArgumentException(
                    $"The gradient norm of input {i} is {gradientNorms[i]}; a finite number not below 0 is expected.", nameof(gradientNorms));
            }
        }

        var named = new HashSet<int>();
        foreach (var input in inputs)
        {
            if (!named.Add(input))
                throw new ArgumentException(
                    $"Input {input} is named twice at step {step}; put its completions into one group.", nameof(inputs));
        }
    }

    private static void RequireLength(string name, int length, int expected)
    {
        if (length != expected)
            throw new ArgumentException($"There are {expected} reward means but {length} {name}; give one per input.", name);
    }
}
