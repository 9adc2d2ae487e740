namespace VanishingGradients.Analysis.TimeSeparation;

public sealed class GradientDescentTests
{
    [Fact]
    public void Run_small_steps_approach_the_flow()
    {
        var problem = FlowProblem.EqualCompetitors(10, 0.01) with { InputCount = 2 };
        foreach (var velocity in new[] { FlowObjectives.ExpectedReward(problem.Rewards), FlowObjectives.Supervised(0) })
        {
            var flow = GradientFlow.Run(problem, velocity).Time;
            var coarse = Math.Abs(GradientDescent.Run(problem, velocity, 0.1).Time - flow);
            var fine = Math.Abs(GradientDescent.Run(problem, velocity, 0.01).Time - flow);
            Assert.InRange(coarse, 0, 0.05 * flow);
            Assert.InRange(fine, 0, 0.005 * flow);
        }
    }

    [Fact]
    public void Run_reinforcement_needs_far_more_steps_than_supervision_from_a_small_start()
    {
        var problem = FlowProblem.EqualCompetitors(10, 1e-4);
        var reinforcement = GradientDescent.Run(problem, FlowObjectives.ExpectedReward(problem.Rewards), 0.5);
        var supervised = GradientDescent.Run(problem, FlowObjectives.Supervised(0), 0.5);
        Assert.True(reinforcement.Steps > 100 * supervised.Steps);
        Assert.InRange(reinforcement.Points.Count, 50, 300);
        Assert.Equal((0, reinforcement.Time), (reinforcement.Points[0].Time, reinforcement.Points[^1].Time));
        Assert.Equal(reinforcement.Points.Count, reinforcement.Points.Select(point => point.Time).Distinct().Count());
    }

    [Fact]
    public void Run_too_few_steps_says_so()
    {
        var problem = FlowProblem.EqualCompetitors(2, 1e-6);
        var result = GradientDescent.Run(problem, FlowObjectives.ExpectedReward(problem.Rewards), 1, maximumSteps: 100);
        Assert.Equal((false, 100, 100), (result.Reached, result.Steps, result.Time));
    }

    [Fact]
    public void Run_start_at_the_goal_takes_no_step() =>
        Assert.Equal(0, GradientDescent.Run(FlowProblem.EqualCompetitors(2, 0.7), FlowObjectives.Supervised(0), 1).Steps);

    [Fact]
    public void Run_arguments_out_of_range_throw()
    {
        var problem = FlowProblem.EqualCompetitors(2, 0.1);
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientDescent.Run(problem, FlowObjectives.Supervised(0), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientDescent.Run(problem, FlowObjectives.Supervised(0), 1, 0));
    }
}
