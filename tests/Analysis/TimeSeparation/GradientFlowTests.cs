using VanishingGradients.Analysis.Policies;

namespace VanishingGradients.Analysis.TimeSeparation;

public sealed class GradientFlowTests
{
    private static double Time(FlowProblem problem, LogitVelocity velocity) => GradientFlow.Run(problem, velocity).Time;

    private static (double ExpectedReward, double Supervised, double ExpectedRewardOverStd, double NaturalGradient) Times(
        FlowProblem problem) =>
        (
        Time(problem, FlowObjectives.ExpectedReward(problem.Rewards)),
        Time(problem, FlowObjectives.Supervised(problem.Target)),
        Time(problem, FlowObjectives.ExpectedRewardOverStd(problem.Rewards)),
        Time(problem, FlowObjectives.NaturalGradient(problem.Rewards)));

    [Theory]
    [InlineData(2, 0.1, 1)]
    [InlineData(2, 1e-8, 1)]
    [InlineData(10, 1e-3, 1)]
    [InlineData(10, 1e-8, 7)]
    [InlineData(1000, 1e-5, 1)]
    public void Run_equal_competitors_agrees_with_the_closed_forms(int outputs, double probability, int inputs)
    {
        const double Accuracy = 1e-8;
        var times = Times(FlowProblem.EqualCompetitors(outputs, probability) with { InputCount = inputs });
        Close.Equal(TimeToHalf.ExpectedReward(outputs, probability, inputs), times.ExpectedReward, Accuracy, 0);
        Close.Equal(TimeToHalf.Supervised(outputs, probability, inputs), times.Supervised, Accuracy, 0);
        Close.Equal(TimeToHalf.ExpectedRewardOverStd(outputs, probability, inputs), times.ExpectedRewardOverStd, Accuracy, 0);
        Close.Equal(TimeToHalf.NaturalGradient(probability, inputs), times.NaturalGradient, Accuracy, 0);
    }

    [Fact]
    public void Run_unequal_competitors_keeps_the_bounds()
    {
        var random = new Random(1);
        for (var repeat = 0; repeat < 10; repeat++)
        {
            var logits = RandomCases.Normals(random, 6, 2);
            logits[0] = logits.Max() - 5;
            var start = SoftmaxPolicy.FromLogits(logits);
            var problem = new FlowProblem(start, [1, -1, -1, -1, -1, -1], 0) { InputCount = 3 };
            var std = ExactRewardStatistics.Of(start, problem.Rewards).Std;
            var (lower, upper) = TimeToHalf.ExpectedRewardBounds(6, start.Probabilities[0], 3);
            var times = Times(problem);
            Assert.InRange(times.ExpectedReward, lower, upper);
            Assert.InRange(times.ExpectedReward, TimeToHalf.ExpectedRewardLowerBoundFromStd(std, 3), double.MaxValue);
            (lower, upper) = TimeToHalf.SupervisedBounds(start.Probabilities[0], 3);
            Assert.InRange(times.Supervised, lower, upper);
            Assert.InRange(times.Supervised, 0, TimeToHalf.SupervisedUpperBoundFromStd(std, 3));
            Close.Equal(TimeToHalf.NaturalGradient(start.Probabilities[0], 3), times.NaturalGradient, 1e-8);
        }
    }

    [Fact]
    public void Run_trajectory_rises_from_the_start_to_the_goal_in_few_steps()
    {
        var problem = FlowProblem.EqualCompetitors(10, 1e-8);
        var result = GradientFlow.Run(problem, FlowObjectives.ExpectedReward(problem.Rewards));
        Assert.True(result.Reached);
        Assert.InRange(result.Steps, 10, 2_000);
        Close.Equal(1e-8, result.Points[0].Probability);
        Close.Equal(0.5, result.Points[^1].Probability);
        Close.Equal(0, result.Points[^1].Mean);
        Close.Equal(1, result.Points[^1].Std);
        Assert.Equal((0, result.Time), (result.Points[0].Time, result.Points[^1].Time));
        Assert.All(result.Points.Zip(result.Points.Skip(1)), pair =>
        {
            Assert.True(pair.First.Time < pair.Second.Time);
            Assert.True(pair.First.Probability < pair.Second.Probability);
        });
    }

    [Fact]
    public void Run_goal_of_nine_tenths_takes_longer_than_one_half()
    {
        var problem = FlowProblem.EqualCompetitors(2, 0.01);
        var longer = Time(problem with { Goal = 0.9 }, FlowObjectives.Supervised(0));
        // The primitive of d ln p/dt = 2(1-p)² at 0.9 instead of ½.
        var expected = TimeToHalf.Supervised(2, 0.01) + (0.5 * (Math.Log(9) + 10 - 2));
        Close.Equal(expected, longer, 1e-8);
    }

    [Fact]
    public void Run_start_at_the_goal_takes_no_time()
    {
        var result = GradientFlow.Run(FlowProblem.EqualCompetitors(2, 0.5), FlowObjectives.Supervised(0));
        Assert.Equal((true, 0, 1), (result.Reached, result.Time, result.Points.Count));
    }

    [Fact]
    public void Run_constant_reward_never_arrives()
    {
        var problem = FlowProblem.EqualCompetitors(3, 0.01);
        double[] constant = [1, 1, 1];
        foreach (var velocity in new[] { FlowObjectives.ExpectedReward(constant), FlowObjectives.ExpectedRewardOverStd(constant) })
        {
            var result = GradientFlow.Run(problem, velocity, maximumTime: 1e6);
            Assert.Equal((false, 1e6), (result.Reached, result.Time));
            Close.Equal(0.01, result.Points[^1].Probability);
        }
    }

    [Fact]
    public void Run_own_objective_of_a_scaled_reward_is_faster_by_the_scale()
    {
        var problem = FlowProblem.EqualCompetitors(4, 1e-3);
        var objective = FlowObjectives.ExpectedReward(problem.Rewards);
        void Tripled(SoftmaxPolicy policy, Span<double> velocity)
        {
            objective(policy, velocity);
            for (var k = 0; k < velocity.Length; k++)
                velocity[k] *= 3;
        }

        Close.Equal(Time(problem, objective) / 3, Time(problem, Tripled), 1e-8);
    }

    [Fact]
    public void Run_velocity_that_is_not_finite_throws_naming_the_logit()
    {
        var exception = Assert.Throws<ArithmeticException>(
            () => GradientFlow.Run(FlowProblem.EqualCompetitors(2, 0.1), (_, velocity) => velocity[1] = double.NaN));
        Assert.Contains("logit 1", exception.Message);
    }

    [Fact]
    public void FlowProblem_that_does_not_fit_throws()
    {
        var start = SoftmaxPolicy.FromLogits([0, 0]);
        Assert.Throws<ArgumentException>(() => new FlowProblem(start, [1], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FlowProblem(start, [1, 0], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FlowProblem(start, [1, 0], 0) { Goal = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FlowProblem(start, [1, 0], 0) { InputCount = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => FlowProblem.EqualCompetitors(1, 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => FlowProblem.EqualCompetitors(2, 0));
    }

    [Trait("Category", "Golden")]
    [Fact]
    public void Golden_time_separation_ode_agrees()
    {
        const double Accuracy = 1e-6;
        foreach (var golden in RlGolden.Cases("time_separation_ode"))
        {
            var (outputs, probability, inputs) = (golden.Integer("K"), golden.Number("p0"), golden.Integer("n"));
            var problem = FlowProblem.EqualCompetitors(outputs, probability) with { InputCount = inputs };
            var std = ExactRewardStatistics.Of(problem.Start, problem.Rewards).Std;
            Close.Equal(golden.Number("STD0"), std);
            var times = Times(problem);
            Close.Equal(golden.Number("t_rft"), times.ExpectedReward, Accuracy);
            Close.Equal(golden.Number("t_sft"), times.Supervised, Accuracy);
            Close.Equal(golden.Number("t_rft_grad_div_std"), times.ExpectedRewardOverStd, Accuracy);
            if (golden.TryGetProperty("t_rft_closed", out var closed))
                Close.Equal(closed.GetDouble(), TimeToHalf.ExpectedReward(outputs, probability, inputs));
            if (golden.TryGetProperty("t_sft_closed", out closed))
                Close.Equal(closed.GetDouble(), TimeToHalf.Supervised(outputs, probability, inputs));
            if (!golden.TryGetProperty("rft_lower", out _))
                continue;
            var (reinforcement, supervised) =
                (TimeToHalf.ExpectedRewardBounds(outputs, probability, inputs), TimeToHalf.SupervisedBounds(probability, inputs));
            Close.Equal(golden.Number("rft_lower"), reinforcement.Lower);
            Close.Equal(golden.Number("rft_upper"), reinforcement.Upper);
            Close.Equal(golden.Number("rft_lower_std"), TimeToHalf.ExpectedRewardLowerBoundFromStd(std, inputs));
            Close.Equal(golden.Number("sft_lower"), supervised.Lower);
            Close.Equal(golden.Number("sft_upper"), supervised.Upper);
        }
    }
}
