using VanishingGradients.Analysis.Monitor;
using VanishingGradients.Models.Language;
using VanishingGradients.Rewards;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

public sealed class RewardProbeTests
{
    private static readonly RewardProbeOptions Options = new()
    {
        Prompts = 3,
        Completions = 6,
        StdBuckets = new([0.1, 0.2]),
        SamplePrompts = 2,
        SampleCompletions = 3,
    };

    private static double Last(MetricsLog log, string column) => log.Last(column);

    [Fact]
    public void Measure_prompts_haveTheMomentsOfTheirRewardsAndTheRowTheirMeans()
    {
        using var model = TinyLanguage.Model();
        var (probe, log, _) = Train(model);
        Assert.Equal(3, probe.Prompts.Count);
        Assert.Equal(probe.Prompts.Average(prompt => prompt.Mean), Last(log, "probe_reward"), 1e-12);
        Assert.Equal(probe.Prompts.Average(prompt => prompt.Std), Last(log, "probe_reward_std"), 1e-12);
        Assert.Equal(probe.Prompts.Count(prompt => prompt.AllMinimum) / 3.0, Last(log, "all_minimum_share"), 1e-12);
        Assert.All(probe.Prompts, prompt => Assert.Equal((6, log[LanguageMetrics.Step][^1]), (prompt.Completions, prompt.Step)));
        // A bucket's norm is the mean over its prompts, NaN where it has none.
        foreach (var (column, from, to) in new[] { ("std_to_0.1", -1, 0.1), ("std_to_0.2", 0.1, 0.2), ("std_above_0.2", 0.2, 9) })
        {
            double[] norms = [.. probe.Prompts.Where(prompt => prompt.Std > from && prompt.Std <= to).Select(prompt => prompt.GradientNorm)];
            Assert.Equal(norms.Length == 0 ? double.NaN : norms.Average(), Last(log, $"grad_norm_{column}"), 1e-12);
        }

        Assert.Contains(probe.Prompts, prompt => prompt.GradientNorm > 0);
        Assert.Equal([3, 3], probe.Samples.GroupBy(sample => sample.Input).Select(group => group.Count()));
        Assert.Equal(probe.Prompts.Take(2).Select(prompt => prompt.Input), probe.Samples.Select(sample => sample.Input).Distinct());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Measure_entropy_isThatOfTheSoftmaxAtEveryToken(double ofAny)
    {
        using var scope = NewDisposeScope();
        using var model = TinyLanguage.Model(type: ScalarType.Float64);
        // Rewards that are all equal have no gradient, but the policy has its entropy all the same.
        var inputs = new LanguageInputs(
            [.. TinyLanguage.Prompts.Select(prompt => new LanguageExample(prompt, []))], new TinyLanguage.Letters(),
            TextReward.Each(text => ofAny * TinyLanguage.ShareOfA.Of([text])[0], RewardRange.Unit));
        var probe = new RewardProbe(model, inputs, TinyLanguage.Short with { MaxNewTokens = 1 }, Options, new RandomStreams(1), completionsPerPass: 4);
        probe.Measure(1, TestContext.Current.CancellationToken);
        Assert.All(probe.Prompts, found =>
        {
            var logits = model.Project(model.HiddenStates(TokenRows.PadLeft([inputs.Prompts[found.Input]]), TokenRows.PadRight([[2]])))[0, 0];
            var all = nn.functional.log_softmax(logits, -1);
            Assert.Equal(-(all.exp() * all).sum().item<double>(), found.Entropy, 1e-10);
        });
    }

    [Fact]
    public void Run_supervised_tellsMonitorAndJournalAndLearnsTheSame()
    {
        using var folder = new TemporaryFolder();
        using var model = TinyLanguage.Model();
        using var plain = TinyLanguage.Model();
        var monitor = new VanishingGradientMonitor();
        using var journal = new PromptJournal(folder.Path, "supervised");
        var (_, log, parameters) = Train(model, monitor, journal);
        Assert.Equal(log[LanguageMetrics.Step], monitor.History.Select(seen => (double)seen.Step));
        Assert.Equal(log["probe_reward"], monitor.History.Select(seen => seen.RewardMean));
        Assert.Equal(["supervised.prompts.jsonl", "supervised.samples.jsonl"], folder.Files());
        Assert.Equal(3 * log.Count, PromptJournal.Prompts(folder.Path, "supervised").Rows.Count);
        Assert.Equal(6 * log.Count, PromptJournal.Samples(folder.Path, "supervised").Rows.Count);
        // Probing changes nothing that is learned.
        using var trainer = Trainer(plain, null, null, null);
        trainer.Run();
        Assert.Equal(plain.Parameters.ToArray(), parameters);
    }

    private static (RewardProbe Probe, MetricsLog Log, float[] Parameters) Train(LanguageModel model, VanishingGradientMonitor? monitor = null, PromptJournal? journal = null)
    {
        var probe = new RewardProbe(model, TinyLanguage.Inputs(), TinyLanguage.Short, Options, new RandomStreams(1));
        using var trainer = Trainer(model, probe, monitor, journal);
        return (probe, trainer.Run(), model.Parameters.ToArray());
    }

    private static SupervisedLanguageTrainer Trainer(LanguageModel model, RewardProbe? probe, VanishingGradientMonitor? monitor, PromptJournal? journal) => new(
        model, [.. TinyLanguage.Prompts.Select(prompt => new LanguageExample(prompt, [[2, 3, TinyLanguage.End]]))],
        new SupervisedLanguageOptions { Epochs = 3, BatchSize = 2, Optimizer = new AdamOptions(1e-2) }, new RandomStreams(1), probe: probe)
    {
        Monitor = monitor,
        Journal = journal,
    };
}
