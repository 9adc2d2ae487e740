using VanishingGradients.Finetuning;
using VanishingGradients.Golden;

namespace VanishingGradients.Experiments;

/// <summary>The paper's experiment with the kit's own seeds: the pattern, not the digits, of the official runs.</summary>
[Trait("Category", "Golden")]
public sealed class OfficialPatternTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Finetune_mnistForAThousandEpochs_showsTheOfficialPattern()
    {
        using var environment = await GoldenData.EnvironmentAsync(ControlledEnvironments.Mnist);
        using var experiment = new ControlledExperiment(environment, ControlledEnvironments.Options(environment.Name, Scale.Course));
        experiment.Pretrain();
        var start = experiment.Evaluate();
        double Start(double[] values, bool small) => values.Where((_, i) => experiment.Task.IsRelabelled[i] == small).Average();
        Assert.Equal(-1, Start(start.RewardMean, small: true), 0.02);
        Assert.Equal(0, Start(start.RewardStd, small: true), 0.02);
        Assert.Equal(-0.6, Start(start.RewardMean, small: false), 0.02);
        Assert.Equal(0.8, Start(start.RewardStd, small: false), 0.02);

        var rft = experiment.Finetune(new ExpectedReward());
        var sft = experiment.Finetune(new Supervised());
        const string small = $"reward_{StepMetrics.Small}";
        const string large = $"reward_{StepMetrics.Large}";
        output.WriteLine($"RFT small {rft.Last(small):F4} large {rft.Last(large):F4}; SFT small {sft.Last(small):F4} large {sft.Last(large):F4}");
        Assert.InRange(rft.Last(small), -1, -0.80);
        Assert.InRange(sft.Last(small), 0.95, 1);
        Assert.InRange(rft.Last(large), 0.99, 1);
        Assert.InRange(sft.Last(large), 0.99, 1);
    }
}
