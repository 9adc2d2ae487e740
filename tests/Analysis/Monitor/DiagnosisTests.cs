using VanishingGradients.Rewards;

namespace VanishingGradients.Analysis.Monitor;

/// <summary>
/// Synthetic runs whose truth is known: every input has one right answer of probability p and 0/1 rewards, so mean p and std √(p(1 − p)), and
/// follows the exact gradient flow dp/dt = 2p²(1 − p)² of two labels.
/// </summary>
public sealed class DiagnosisTests
{
    private const int Inputs = 100;
    private static readonly int[] Names = [.. Enumerable.Range(0, Inputs)];

    [Fact]
    public void Diagnose_nothing_observed_says_so() => Assert.Equal(TrainingVerdict.NoData, new VanishingGradientMonitor().Diagnose().Verdict);

    [Fact]
    public void Diagnose_healthy_run_is_healthy()
    {
        var diagnosis = Run(_ => 0.4, 20).Diagnose([0.6]);

        Assert.Equal(TrainingVerdict.Healthy, diagnosis.Verdict);
        Assert.Empty(diagnosis.Signatures);
        Assert.Contains("healthy", diagnosis.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Diagnose_dead_run_is_dead_with_every_signature()
    {
        // 83 of 100 inputs start at p = 1e-6; the others learn.
        var diagnosis = Run(input => input < 83 ? 1e-6 : 0.4, 30, step: 1).Diagnose([.. Enumerable.Repeat(0.95, 30)]);

        Assert.Equal(TrainingVerdict.Dead, diagnosis.Verdict);
        Assert.Equal([FailureSignature.BehindSupervised, FailureSignature.StdPredictsImprovement, FailureSignature.SlowConvergence], diagnosis.Signatures);
        Assert.Contains("83 % of inputs give nearly identical rewards", diagnosis.Text, StringComparison.Ordinal);
        Assert.Contains("supervised finetuning", diagnosis.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Diagnose_solved_run_is_solved_not_dead()
    {
        var diagnosis = Run(input => input < 90 ? 1 - 1e-6 : 0.7, 20).Diagnose([1.0]);

        Assert.Equal(TrainingVerdict.Solved, diagnosis.Verdict);
        Assert.Empty(diagnosis.Signatures);
        Assert.Contains("DAPO", diagnosis.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Diagnose_half_solved_half_failed_run_is_dead() =>
        Assert.Equal(TrainingVerdict.Dead, Run(input => input < 55 ? 1 - 1e-6 : 1e-6, 20).Diagnose().Verdict);

    [Fact]
    public void Diagnose_minority_of_dead_inputs_is_suspect_by_std_alone()
    {
        var diagnosis = Run(input => input < 30 ? 1e-6 : 0.3 + input / 500.0, 30).Diagnose();

        Assert.Equal(TrainingVerdict.Suspect, diagnosis.Verdict);
        Assert.Contains(FailureSignature.StdPredictsImprovement, diagnosis.Signatures);
        Assert.DoesNotContain(FailureSignature.BehindSupervised, diagnosis.Signatures);
    }

    [Fact]
    public void Diagnose_planned_steps_decide_what_is_slow()
    {
        var patient = Run(_ => 0.1, 20, 0.02, plannedSteps: 10_000).Diagnose();
        var hurried = Run(_ => 0.1, 20, 0.02, plannedSteps: 50).Diagnose();

        Assert.Equal(TrainingVerdict.Healthy, patient.Verdict);
        Assert.Equal([FailureSignature.SlowConvergence], hurried.Signatures);
        Assert.Contains("steps are needed", hurried.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Diagnose_all_stds_unknown_has_no_data()
    {
        var monitor = new VanishingGradientMonitor();
        monitor.Observe(0, [0.5], [double.NaN]);

        Assert.Equal(TrainingVerdict.NoData, monitor.Diagnose().Verdict);
    }

    [Fact]
    public void Diagnose_noisy_uncorrelated_changes_are_no_signature()
    {
        var random = new Random(5);
        var monitor = new VanishingGradientMonitor();
        double[] Draw(double low, double high) => [.. Names.Select(_ => low + (high - low) * random.NextDouble())];
        for (var step = 0; step < 20; step++)
            monitor.Observe(step, Draw(0.91, 0.99), Draw(0.1, 0.3), inputs: Names);

        Assert.Empty(monitor.Diagnose().Signatures);
    }

    private static VanishingGradientMonitor Run(Func<int, double> start, int observations, double step = 0.5, long? plannedSteps = null)
    {
        var monitor = new VanishingGradientMonitor(new() { Range = RewardRange.Unit, PlannedSteps = plannedSteps });
        double[] p = [.. Names.Select(start)];
        for (var t = 0; t < observations; t++)
        {
            monitor.Observe(t, p, [.. p.Select(success => Math.Sqrt(success * (1 - success)))], inputs: Names);
            for (var i = 0; i < p.Length; i++)
                p[i] += step * 2 * p[i] * p[i] * (1 - p[i]) * (1 - p[i]);
        }

        return monitor;
    }
}
