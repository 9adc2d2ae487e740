using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace VanishingGradients.Analysis.Statistics;

public sealed class RewardAccumulatorTests
{
    [Fact]
    public void Add_rewards_in_any_order_gives_moments_per_input()
    {
        var rewards = new RewardAccumulator(successAt: 1);
        rewards.Add(2, [1, 0, 0, 1]);
        rewards.Add(0, 0.5);
        rewards.Add(0, 0.5);

        Assert.Equal(3, rewards.Inputs);
        Assert.Equal(RunningMoments.Of([0.5, 0.5]), rewards[0]);
        Assert.Equal(0, rewards[1].Count);
        Assert.Equal(0.5, rewards[2].Std(Ddof.Zero));
        Assert.Equal(0.5, rewards.SuccessShare(2));
        Assert.True(double.IsNaN(rewards.SuccessShare(1)));
    }

    [Fact]
    public void Add_non_finite_reward_adds_nothing_of_the_batch()
    {
        var rewards = new RewardAccumulator(1);

        var error = Assert.Throws<NonFiniteRewardException>(() => rewards.Add(0, [1, double.NaN]));

        Assert.Equal(0, error.Input);
        Assert.Contains("input 0", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, rewards.Inputs);
    }

    [Fact]
    public void Item_unknown_input_throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new RewardAccumulator(5)[0]);

    [Fact]
    public void SuccessShare_no_threshold_throws()
    {
        var rewards = new RewardAccumulator();
        rewards.Add(0, 1);

        Assert.Throws<InvalidOperationException>(() => rewards.SuccessShare(0));
    }

    [Fact]
    public void Merge_other_threshold_throws() =>
        Assert.Throws<ArgumentException>(() => new RewardAccumulator(successAt: 1).Merge(new RewardAccumulator(successAt: 0.5)));

    [Property]
    public Property Merge_of_any_split_equals_one_pass() => Prop.ForAll(
        Arb.From(Gen.Zip(Gen.Choose(0, 4), Gen.Zip(Gen.Choose(-4, 4).Select(step => step / 4.0), Gen.Elements(true, false))).ArrayOf()),
        rows =>
        {
            var parts = new[] { new RewardAccumulator(successAt: 0.5), new RewardAccumulator(successAt: 0.5) };
            var whole = new RewardAccumulator(successAt: 0.5);
            foreach (var (input, (reward, first)) in rows)
            {
                parts[first ? 0 : 1].Add(input, reward);
                whole.Add(input, reward);
            }

            parts[0].Merge(parts[1]);
            return parts[0].Inputs == whole.Inputs && Enumerable.Range(0, whole.Inputs).All(input =>
                parts[0][input].Count == whole[input].Count
                && GeneratedRewards.Near(parts[0][input].Mean, whole[input].Mean)
                && GeneratedRewards.Near(parts[0][input].Std(Ddof.One), whole[input].Std(Ddof.One))
                && parts[0].SuccessShare(input).Equals(whole.SuccessShare(input)));
        });

    [Fact]
    public void Add_many_completions_allocates_per_input_only()
    {
        const int inputs = 200_000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var rewards = new RewardAccumulator(inputs);
        for (var completion = 0; completion < 10; completion++)
        {
            for (var input = 0; input < inputs; input++)
                rewards.Add(input, (input + completion) % 3);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(10, rewards[inputs - 1].Count);
        Assert.InRange(allocated, 40L * inputs, 44L * inputs);
    }
}
