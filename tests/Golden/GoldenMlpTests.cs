using VanishingGradients.Analysis;
using VanishingGradients.Analysis.Gradients;
using VanishingGradients.Finetuning;
using static TorchSharp.torch;

namespace VanishingGradients.Golden;

/// <summary>Forward pass, per-input gradient norms and optimiser steps of the paper's MNIST policy against PyTorch.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenMlpTests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Folders => [.. GoldenData.GoldenFolders("mlp")];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Forward_logitsRewardsAndLoss_equalPyTorch(string folder)
    {
        using var golden = new GoldenMlp(GoldenData.GoldenFolder(folder));
        using var signed = golden.SignedInputs();
        using var tabled = golden.TableInputs();
        Assert.Equal(golden["labels"], golden.Labels.Select(label => (double)label));
        Near(golden["input_first_row"], signed.Inputs[0]);
        Near(golden["logits"], golden.Policy.call(signed.Inputs));

        var (plusMinusOne, byTable) = (PolicyEvaluation.Of(golden.Policy, signed), PolicyEvaluation.Of(golden.Policy, tabled));
        Near(golden["nll"], plusMinusOne.Loss);
        Near(golden["expected_reward_pm1"], plusMinusOne.RewardMean);
        Near(golden["reward_std_pm1"], plusMinusOne.RewardStd);
        Near(golden["expected_reward_table"], byTable.RewardMean);
        Near(golden["reward_std_table"], byTable.RewardStd);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void InputGradients_normsOfEveryInput_equalPyTorch(string folder)
    {
        using var golden = new GoldenMlp(GoldenData.GoldenFolder(folder));
        using var signed = golden.SignedInputs();
        using var tabled = golden.TableInputs();

        var (plusMinusOne, byTable) = (InputGradients.Of(golden.Policy, signed).ToArray(), InputGradients.Of(golden.Policy, tabled).ToArray());
        NearEach(golden["grad_norm_nll"], plusMinusOne, input => input.Supervised);
        NearEach(golden["grad_norm_expected_reward_pm1"], plusMinusOne, input => input.ExpectedReward);
        NearEach(golden["grad_norm_expected_reward_table"], byTable, input => input.ExpectedReward);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Gradient_meanLossOfTheBatch_equalsPyTorch(string folder)
    {
        using var golden = new GoldenMlp(GoldenData.GoldenFolder(folder));
        using var loss = Loss(golden);
        double[] gradient = [.. golden.Policy.Parameters.Gradient(loss).to(ScalarType.Float64).data<double>()];
        Assert.Equal(golden.Number("batch_mean_nll"), loss.item<double>(), Tolerance);
        Assert.All(GoldenMlp.Parameters, name =>
            Assert.Equal(1, Math.Sqrt(gradient[GoldenMlp.Place(name)].Sum(entry => entry * entry)) / golden.Norm(name), Tolerance));
        Assert.All(["0.bias", "2.bias", "4.bias", "4.weight"], name => Near(golden[$"batch_grad.{name}"], gradient[GoldenMlp.Place(name)]));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Adam_tenFullBatchSteps_equalPyTorch(string folder) => TenSteps(folder, "adam_lr1e3", new AdamOptions(1e-3));

    [Theory]
    [MemberData(nameof(Folders))]
    public void Sgd_tenFullBatchSteps_equalPyTorch(string folder) => TenSteps(folder, "sgd_lr01", new SgdOptions(0.1));

    private static void TenSteps(string folder, string name, OptimizerOptions optimiser)
    {
        using var golden = new GoldenMlp(GoldenData.GoldenFolder(folder));
        using var steps = optimiser.Create(golden.Policy.Parameters);
        var losses = new double[10];
        for (var step = 0; step < losses.Length; step++)
        {
            using var scope = NewDisposeScope();
            var loss = Loss(golden);
            losses[step] = loss.item<double>();
            steps.Step(golden.Policy.Parameters.Values, golden.Policy.Parameters.Gradient(loss));
        }

        var parameters = Array.ConvertAll(golden.Policy.Parameters.ToArray(), value => (double)value);
        Near(golden.Numbers($"losses10_{name}"), losses);
        Assert.All(["0.bias", "4.weight"], parameter => Near(golden[$"after10_{name}.{parameter}"], parameters[GoldenMlp.Place(parameter)], 1e-3));
    }

    private static Tensor Loss(GoldenMlp golden)
    {
        using var inputs = golden.SignedInputs();
        var batch = new PolicyBatch(golden.Policy.LogProbabilities(inputs.Inputs), inputs.Rewards, inputs.Targets, Samples: null);
        return new Supervised().PerInput(batch).mean();
    }

    private static void NearEach(double[] expected, InputGradient[] inputs, Func<InputGradient, double> norm)
    {
        Assert.Equal(expected.Length, inputs.Length);
        Assert.All(expected, (value, i) => Assert.Equal(1, norm(inputs[i]) / value, Tolerance));
    }

    private static void Near(double[] expected, Tensor actual) => Near(expected, [.. actual.detach().to(ScalarType.Float64).data<double>()]);

    private static void Near(double[] expected, double[] actual, double tolerance = Tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        var allowed = tolerance * expected.Max(Math.Abs) + 1e-6;
        Assert.All(expected, (value, i) => Assert.InRange(actual[i], value - allowed, value + allowed));
    }
}
