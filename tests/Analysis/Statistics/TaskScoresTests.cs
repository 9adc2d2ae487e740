using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace VanishingGradients.Analysis.Statistics;

public sealed class TaskScoresTests
{
    private const int Resamples = 200;

    [Fact]
    public void InterquartileMean_two_tasks_pools_their_scores()
    {
        var interval = Scores([1, 2, 3, 100], [4, 5, 6, -100]).InterquartileMean(new Random(1), Resamples);

        // Sorted: -100 1 | 2 3 4 5 | 6 100.
        Assert.Equal(3.5, interval.Estimate, 14);
        Assert.True(interval.Contains(3.5));
    }

    [Fact]
    public void Interval_scores_equal_within_tasks_has_no_width()
    {
        var scores = Scores([0.2, 0.2, 0.2], [0.9, 0.9]);

        // Draws that mixed the tasks would move the mean.
        var interval = scores.Interval(tasks => tasks.Average(task => task.Average()), new Random(1), Resamples);

        Assert.Equal(0.55, interval.Estimate, 14);
        Assert.Equal((interval.Estimate, interval.Estimate), (interval.Lower, interval.Upper));
    }

    [Fact]
    public void Interval_one_task_equals_the_plain_bootstrap()
    {
        double[] seeds = [2.1, 3.4, 1.9, 4.4, 2.8];

        Assert.Equal(
            Intervals.Bootstrap(seeds, values => values.Average(), new Random(5), Resamples),
            Scores(seeds).Interval(tasks => tasks[0].Average(), new Random(5), Resamples));
    }

    [Fact]
    public void Interval_normal_scores_covers_the_truth_about_as_often_as_it_says()
    {
        var random = new Random(11);
        double[] Draw(double mean) => [.. Enumerable.Range(0, 12).Select(_ => MathNet.Numerics.Distributions.Normal.Sample(random, mean, 1))];
        var covered = Enumerable.Range(0, 300).Count(_ =>
            Scores(Draw(0), Draw(5)).Interval(tasks => tasks.Average(task => task.Average()), random, Resamples, 0.9).Contains(2.5));

        // 90 % of 300, less some points that the percentile bootstrap of 12 values is known to lose, with four standard errors.
        Assert.InRange(covered / 300.0, 0.79, 0.97);
    }

    [Fact]
    public void Profile_known_scores_is_share_above_averaged_over_tasks()
    {
        var profile = Scores([0, 1, 2, 3], [1, 1]).Profile([-1, 0, 1, 2.5, 3], new Random(1), Resamples);

        Assert.Equal([1, (0.75 + 1) / 2, 0.25, 0.125, 0], profile.Select(point => point.Estimate));
        Assert.All(profile, point => Assert.True(point.Contains(point.Estimate)));
        Assert.Equal((1, 1), (profile[0].Lower, profile[0].Upper));
    }

    [Property(MaxTest = 50)]
    public Property Profile_any_scores_never_rises_and_stays_in_its_band() => Prop.ForAll(Seeds, Seeds, (first, second) =>
    {
        var profile = Scores(first, second).Profile([-0.5, 0, 0.25, 0.5, 1], new Random(2), 50);
        return profile.Zip(profile.Skip(1)).All(pair =>
                pair.First.Estimate >= pair.Second.Estimate && pair.First.Lower >= pair.Second.Lower && pair.First.Upper >= pair.Second.Upper)
            && profile.All(point => point.Lower >= 0 && point.Upper <= 1);
    });

    [Fact]
    public void ProbabilityOfImprovement_known_scores_counts_pairs()
    {
        // Task 0: 3 of 4 pairs above. Task 1: one pair above, one equal, one below of 3.
        var chance = Scores([1, 3], [5, 5]).ProbabilityOfImprovement(Scores([0, 2], [4, 5, 6]), new Random(1), Resamples);

        Assert.Equal((0.75 + 0.5) / 2, chance.Estimate, 14);
        Assert.True(chance.Contains(chance.Estimate));
    }

    [Fact]
    public void ProbabilityOfImprovement_all_above_is_one() =>
        Assert.Equal(new(1, 1, 1, 0.95), Scores([2, 3]).ProbabilityOfImprovement(Scores([0, 1]), new Random(1), Resamples));

    [Property(MaxTest = 50)]
    public Property ProbabilityOfImprovement_both_ways_add_to_one() => Prop.ForAll(Seeds, Seeds, (first, second) =>
    {
        var (left, right) = (Scores(first, second), Scores(second, first));
        return GeneratedRewards.Near(1, left.ProbabilityOfImprovement(right, new Random(3), 1).Estimate
            + right.ProbabilityOfImprovement(left, new Random(4), 1).Estimate);
    });

    [Property(MaxTest = 50)]
    public Property ProbabilityOfImprovement_over_itself_is_one_half() => Prop.ForAll(Seeds, seeds =>
        GeneratedRewards.Near(0.5, Scores(seeds).ProbabilityOfImprovement(Scores(seeds), new Random(3), 1).Estimate));

    [Fact]
    public void ProbabilityOfImprovement_other_tasks_names_them()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            Scores([1, 2]).ProbabilityOfImprovement(Scores([1, 2], [3, 4]), new Random(1)));

        Assert.Contains("task 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TaskScores_same_scores_in_another_order_give_the_same_interval()
    {
        Dictionary<string, IReadOnlyList<double>> one = new() { ["a"] = [1, 2, 3], ["b"] = [4, 6] };
        Dictionary<string, IReadOnlyList<double>> other = new() { ["b"] = [4, 6], ["a"] = [1, 2, 3] };

        Assert.Equal(
            new TaskScores(one).InterquartileMean(new Random(1), Resamples), new TaskScores(other).InterquartileMean(new Random(1), Resamples));
    }

    [Fact]
    public void TaskScores_bad_scores_name_the_task()
    {
        Assert.Contains("task 1", Assert.Throws<ArgumentException>(() => Scores([1, 2], [1, double.NaN])).Message, StringComparison.Ordinal);
        Assert.Contains("task 0", Assert.Throws<InsufficientSampleException>(() => Scores([1], [1, 2])).Message, StringComparison.Ordinal);
        Assert.Throws<InsufficientSampleException>(() => Scores());
    }

    private static Arbitrary<double[]> Seeds { get; } =
        Arb.From(Gen.Choose(2, 6).SelectMany(count => Gen.Choose(-4, 4).Select(step => step / 4.0).ArrayOf(count)));

    private static TaskScores Scores(params double[][] tasks) =>
        new(tasks.Index().ToDictionary(task => $"task {task.Index}", task => (IReadOnlyList<double>)task.Item));
}
