using VanishingGradients.Analysis;
using VanishingGradients.Data;
using VanishingGradients.Rewards;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Runs;

public sealed class InputSelectionTests : IDisposable
{
    private readonly RandomStreams _streams = new(3);
    private readonly ControlledExperiment _experiment = Digits.Experiment(Digits.Options());
    private readonly EnumerableInputs _train;

    public InputSelectionTests() => _train = _experiment.Task.ForFinetuning(LabelReward.PlusMinusOne(_experiment.Task));

    public void Dispose()
    {
        _train.Dispose();
        _experiment.Dispose();
    }

    private IReadOnlyList<int> Choose(InputSelection selection) => selection.Choose(_train, _experiment.Policy, _streams);

    [Fact]
    public void Choose_groups_partitionAllInputs()
    {
        Assert.Equal(Enumerable.Range(0, 100), Choose(new AllInputs()));
        Assert.All(Choose(new GroupInputs(InputGroup.Small)), i => Assert.True(_train.IsSmall[i]));
        Assert.Equal(Choose(new AllInputs()), Choose(new GroupInputs(InputGroup.Small)).Concat(Choose(new GroupInputs(InputGroup.Large))).Order());
    }

    [Fact]
    public void Choose_shares_areNestedAndOfTheGroup()
    {
        var small = Choose(new ShareOfInputs { Share = 0.1 });
        var large = Choose(new ShareOfInputs { Share = 0.25 });
        Assert.Equal((10, 25), (small.Count, large.Count));
        Assert.Empty(small.Except(large));
        Assert.Equal(small, Choose(new RandomInputs { Count = 10 }));
        Assert.NotEqual(small, Choose(new RandomInputs { Count = 10, Stream = "other" }));
        Assert.All(Choose(new ShareOfInputs { Share = 0.5, Group = InputGroup.Small }), i => Assert.True(_train.IsSmall[i]));
        Assert.Equal(100, Choose(new RandomInputs { Count = 1000 }).Count);
    }

    [Fact]
    public void Choose_smallStd_takesTheSmallestBelowTheThreshold()
    {
        var stds = PolicyEvaluation.Of(_experiment.Policy, _train).RewardStd;
        var threshold = stds.Order().ElementAt(29);
        var all = Choose(new SmallStdInputs { Threshold = threshold });
        Assert.Equal(Enumerable.Range(0, 100).Where(i => stds[i] <= threshold), all);
        var few = Choose(new SmallStdInputs { Threshold = threshold, AtMost = 5 });
        Assert.Equal(stds.Order().Take(5).Order(), few.Select(i => stds[i]).Order());
        Assert.Contains(
            "the smallest is", Assert.Throws<ArgumentException>(() => Choose(new SmallStdInputs { Threshold = 0 })).Message, StringComparison.Ordinal);
    }
}
