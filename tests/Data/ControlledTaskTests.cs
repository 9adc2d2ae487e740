using FsCheck;
using FsCheck.Xunit;
using TorchSharp;
using VanishingGradients.Torch;

namespace VanishingGradients.Data;

public sealed class ControlledTaskTests
{
    private static LabelledInputs Inputs(int count, int classes) =>
        new("made up", torch.zeros(count, 2), [.. Enumerable.Range(0, count).Select(i => i * i % classes)], classes);

    [Property(MaxTest = 25)]
    public void Draw_anySeed_relabelsTheShareOutsideTheirSets(int seed)
    {
        using var train = Inputs(300, 10);
        using var test = Inputs(50, 10);
        using var task = ControlledTask.Draw(train, test, new ControlledTaskOptions { TrainInputs = 200, TestInputs = 40 }, new RandomStreams(seed));

        Assert.Equal(20, task.IsRelabelled.Count(relabelled => relabelled));
        for (var i = 0; i < task.Train.Count; i++)
        {
            Assert.Equal(!task.IsRelabelled[i], task.Sets[task.Train.Labels[i]].Contains(task.Labels[i]));
        }

        Assert.All(task.Sets, (set, c) => Assert.True(set.Count == 5 && set[0] == c && set.Distinct().Count() == 5));
    }

    [Fact]
    public void Draw_sameSeed_givesTheSameTask()
    {
        using var train = Inputs(300, 10);
        ControlledTask Draw(long seed) => ControlledTask.Draw(train, train, new ControlledTaskOptions { TrainInputs = 100, TestInputs = 10 }, new RandomStreams(seed));
        using var first = Draw(1);
        using var second = Draw(1);
        using var other = Draw(2);
        Assert.Equal(first.Labels, second.Labels);
        Assert.NotEqual(first.Labels, other.Labels);
    }

    [Fact]
    public void Draw_moreInputsThanThereAre_saysHowMany()
    {
        using var train = Inputs(30, 10);
        var exception = Assert.Throws<ArgumentException>(() => ControlledTask.Draw(train, train, new ControlledTaskOptions(), new RandomStreams(0)));
        Assert.Contains("has only 30 inputs", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_setsOfAllLabels_isRefused()
    {
        using var train = Inputs(30, 5);
        var options = new ControlledTaskOptions { TrainInputs = 10, TestInputs = 10, LabelsPerClass = 5 };
        Assert.Throws<ArgumentException>(() => ControlledTask.Draw(train, train, options, new RandomStreams(0)));
    }

    [Fact]
    public void ForPretraining_targets_areUniformOverTheSet()
    {
        using var train = Inputs(30, 10);
        using var task = ControlledTask.Draw(train, train, new ControlledTaskOptions { TrainInputs = 20, TestInputs = 10 }, new RandomStreams(0));
        using var inputs = task.ForPretraining();
        var targets = inputs.Targets.data<double>().ToArray().Chunk(10).ToArray();
        Assert.All(targets, (row, i) => Assert.All(row, (p, label) => Assert.Equal(task.Sets[task.Train.Labels[i]].Contains(label) ? 0.2 : 0, p)));
    }
}
