using System.Text.Json;
using TorchSharp;
using VanishingGradients.Golden;
using VanishingGradients.Models;
using VanishingGradients.Rewards;
using VanishingGradients.Torch;

namespace VanishingGradients.Finetuning;

/// <summary>Replays the official code's first epochs from its own weights and batches, metric by metric.</summary>
[Trait("Category", "Golden")]
public sealed class OfficialReplayTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("pretrain")]
    [InlineData("adam_expected_reinforce")]
    [InlineData("adam_supervised")]
    [InlineData("high_expected_reinforce")]
    [InlineData("high_supervised")]
    [InlineData("sgd_expected_reinforce")]
    [InlineData("sgd_supervised")]
    public void Step_officialWeightsAndBatches_givesOfficialMetrics(string run)
    {
        using var official = new OfficialMnist();
        using var initialisation = new RandomStreams(0).Open(RandomStreams.Initialisation);
        using var policy = new Mlp([784, 250, 100, 10], initialisation);
        policy.Parameters.Set(official.Weights(run == "pretrain" ? "init" : "pretrained"));
        using var inputs = run switch
        {
            "pretrain" => official.Task.ForPretraining(),
            _ when run.StartsWith("high", StringComparison.Ordinal) => official.Task.ForFinetuning(LabelReward.HighInitial(official.Task)),
            _ => official.Task.ForFinetuning(LabelReward.PlusMinusOne(official.Task)),
        };
        Objective objective = run.EndsWith("reinforce", StringComparison.Ordinal) ? new ExpectedReward() : new Supervised();
        var options = new TrainerOptions { Optimizer = run.StartsWith("sgd", StringComparison.Ordinal) ? new SgdOptions(1e-2) : new AdamOptions(1e-4) };
        using var trainer = new Trainer(policy, inputs, objective, options, new RandomStreams(0));
        var columns = StepMetrics.Columns(groups: run != "pretrain", test: false);

        var worst = (Error: 0.0, Metric: "");
        var compared = 0;
        foreach (var (batch, number) in official.Batches(run).Select((batch, number) => (batch, number)))
        {
            using var scope = torch.NewDisposeScope();
            var measured = trainer.Step([.. batch.GetProperty("positions").EnumerateArray().Select(position => position.GetInt64())]).data<double>().ToArray();
            for (var i = 0; i < columns.Count; i++)
            {
                if (Official(batch, columns[i]) is not { } expected)
                {
                    continue;
                }

                compared++;
                var tolerance = 1e-5 + 1e-4 * Math.Abs(expected);
                Assert.True(Math.Abs(measured[i] - expected) <= tolerance, $"batch {number}, {columns[i]}: {measured[i]}, official {expected}");
                var error = Math.Abs(measured[i] - expected) / Math.Max(Math.Abs(expected), 1e-3);
                worst = error > worst.Error ? (error, $"{columns[i]} in batch {number}") : worst;
            }
        }

        output.WriteLine($"{run}: {compared} values, largest relative error {worst.Error:E2} ({worst.Metric})");
        Assert.True(compared >= 50);
    }

    // The replay files name the metrics in words: "grad norm small reward std", "loss", "nll".
    private static double? Official(JsonElement batch, string column)
    {
        var name = column switch
        {
            "train_loss" => batch.GetProperty("nll").ValueKind == JsonValueKind.Null ? "loss" : "nll",
            "reg_objective_value" => "reg objective value",
            _ => column.Replace('_', ' '),
        };
        return batch.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
    }
}
