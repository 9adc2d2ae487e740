using VanishingGradients.Rewards;

namespace VanishingGradients.Analysis.Monitor;

/// <summary>What a <see cref="VanishingGradientMonitor"/> calls vanishing, and from where on it raises an alarm.</summary>
/// <remarks>The thresholds are the kit's own choices unless a source is named; all rewards and stds are in the units of the
/// reward.</remarks>
public sealed record VanishingGradientMonitorOptions
{
    /// <summary>The declared range of the reward.</summary>
    /// <value>Default [0, 1].</value>
    public RewardRange Range { get; init; } = RewardRange.Unit;

    /// <summary>An input vanishes when its reward std is at most this.</summary>
    /// <value>At least 0; default 0.01, the smallest of the three std thresholds reported for a census. Use 0 for groups of identical
    /// rewards only.</value>
    public double Epsilon
    {
        get;
        init => field = Require(value is >= 0 and < double.PositiveInfinity, value, nameof(Epsilon), "a finite number not below 0");
    } = 0.01;

    /// <summary>Share of vanishing inputs from which the run counts as dead or solved.</summary>
    /// <value>In (0, 1]; default 0.5.</value>
    public double AlarmShare { get; init => field = Require(value is > 0 and <= 1, value, nameof(AlarmShare), "a number in (0, 1]"); } = 0.5;

    /// <summary>Number of latest observations a diagnosis is made from.</summary>
    /// <value>At least 2; default 10.</value>
    public int Window { get; init => field = (int)Require(value >= 2, value, nameof(Window), "a number of at least 2"); } = 10;

    /// <summary>A mean reward is far from the optimum when it lies further below the highest reward than this share of the range.</summary>
    /// <value>In [0, 1); default 0.1.</value>
    public double FarFromOptimum { get; init => field = Require(value is >= 0 and < 1, value, nameof(FarFromOptimum), "a number in [0, 1)"); } = 0.1;

    /// <summary>Number of steps the run is meant to take; convergence is slow when the present pace would not reach the optimum within
    /// them.</summary>
    /// <value>Default null: ten times the steps taken so far.</value>
    public long? PlannedSteps { get; init; }

    /// <summary>How far, as a share of the range, a supervised run must be ahead in mean reward to count.</summary>
    /// <value>In (0, 1]; default 0.1. Second-hand value for the paper: RFT about 0.10 against 0.54 with initial SFT on NarrativeQA.</value>
    public double SupervisedLead { get; init => field = Require(value is > 0 and <= 1, value, nameof(SupervisedLead), "a number in (0, 1]"); } = 0.1;

    /// <summary>Pearson correlation of the first reward std and the change of reward mean from which the std is said to predict
    /// improvement.</summary>
    /// <value>
    /// In (0, 1]; default 0.3, between the second-hand values for the paper: 0.48 (NarrativeQA) and 0.46 (ToTTo) under RFT, 0.05 and 0.16
    /// under SFT. The lower end of its 95 % interval must also be above 0.
    /// </value>
    public double Correlation { get; init => field = Require(value is > 0 and <= 1, value, nameof(Correlation), "a number in (0, 1]"); } = 0.3;

    /// <summary>Upper ends of the std buckets gradient norms are averaged in; a last bucket takes what is above.</summary>
    /// <value>Ascending, at least one; default 0.01, 0.05, 0.1, the thresholds reported for a census.</value>
    public IReadOnlyList<double> StdBuckets { get; init => field = new StdBuckets(value).Ends; } = [0.01, 0.05, 0.1];

    private static double Require(bool holds, double value, string name, string expected) =>
        holds ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be {expected}.");
}
