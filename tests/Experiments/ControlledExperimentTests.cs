using TorchSharp;
using VanishingGradients.Data;
using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments;

public sealed class ControlledExperimentTests
{
    private static LabelledInputs Blobs(int count)
    {
        using var generator = new Torch.RandomStreams(4).Open("blobs");
        var labels = Enumerable.Range(0, count).Select(i => i % 10).ToArray();
        var inputs = torch.randn(count, 12, generator: generator);
        for (var i = 0; i < count; i++)
        {
            inputs[i, labels[i]] += 4;
        }

        return new LabelledInputs("blobs", inputs, labels, 10);
    }

    [Fact]
    public void Finetune_beforePretraining_saysWhatToCall()
    {
        using var inputs = Blobs(400);
        using var experiment = new ControlledExperiment(inputs, inputs, ControlledOptions.Mnist(Scale.Smoke));
        Assert.Throws<InvalidOperationException>(() => experiment.Finetune(new Supervised()));
    }

    [Fact]
    public void Finetune_twice_startsFromTheSamePolicyWithTheSameBatches()
    {
        using var inputs = Blobs(400);
        using var experiment = new ControlledExperiment(inputs, inputs, ControlledOptions.Mnist(Scale.Smoke));
        experiment.Pretrain();
        var first = experiment.Finetune(new ExpectedReward());
        var parameters = experiment.Policy.Parameters.ToArray();
        experiment.Finetune(new Supervised());
        var second = experiment.Finetune(new ExpectedReward());
        Assert.Equal(parameters, experiment.Policy.Parameters.ToArray());
        Assert.Equal(first["grad_norm"], second["grad_norm"]);
    }

    [Fact]
    public void Finetune_userReward_isUsed()
    {
        using var inputs = Blobs(400);
        using var experiment = new ControlledExperiment(inputs, inputs, ControlledOptions.Mnist(Scale.Smoke));
        experiment.Pretrain();
        var log = experiment.Finetune(new ExpectedReward(), reward: (_, output) => output == 3 ? 1 : 0);
        Assert.True(log.Last("reward") > log["reward"][0] + 0.2);
    }

    [Fact]
    public void Finetune_ppoWithObserver_startsAtThePretrainedPolicyAndImproves()
    {
        using var inputs = Blobs(400);
        using var experiment = new ControlledExperiment(inputs, inputs, ControlledOptions.Mnist(Scale.Smoke));
        experiment.Pretrain();
        var start = experiment.Evaluate().RewardMean;
        var seen = new List<double[]>();
        experiment.Finetune(new PpoSurrogate(), observer: (_, evaluation) => seen.Add(evaluation.RewardMean));
        Assert.Equal(start, seen[0]);
        Assert.True(seen[^1].Average() > start.Average() + 0.2);
    }

    [Theory]
    [InlineData(null, Scale.Course)]
    [InlineData("Smoke", Scale.Smoke)]
    [InlineData("paper", Scale.Paper)]
    public void Parse_scale_isRead(string? text, Scale expected) => Assert.Equal(expected, Scales.Parse(text));

    [Fact]
    public void Parse_unknownScale_namesTheVariable() =>
        Assert.Contains("VG_SCALE is 'huge'", Assert.Throws<ArgumentException>(() => Scales.Parse("huge")).Message, StringComparison.Ordinal);
}
