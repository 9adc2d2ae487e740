using VanishingGradients.Rewards;

namespace VanishingGradients.Analysis.Census.Rollouts;

public sealed class RolloutSummaryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Summary_mixed_rollouts_counts_each_kind_and_advises()
    {
        // Of ten prompts with four completions: five fail, two succeed, one is flat at 0.5, two are mixed.
        var rows = Enumerable.Range(0, 10).SelectMany(prompt => Enumerable.Range(0, 4).Select(completion => (object)new
        {
            prompt = $"p{prompt}",
            completion = prompt == 0 ? "same" : $"c{completion}",
            reward = prompt switch { < 5 => 0, < 7 => 1, 7 => 0.5, _ => completion % 2 },
        }));

        var summary = RolloutCensus.Read(_folder.JsonLines("log.jsonl", rows), new() { Range = RewardRange.Unit }).Summary();

        Assert.Contains("Read 40 rows from 1 file(s): 10 prompts.", summary, StringComparison.Ordinal);
        Assert.Contains("8 of 10 (80.0 %).", summary, StringComparison.Ordinal);
        Assert.Contains("5 are at the lowest reward, 2 at the highest, 1 flat between.", summary, StringComparison.Ordinal);
        Assert.Contains("They took 80.0 % of all completions.", summary, StringComparison.Ordinal);
        Assert.Contains("10th percentile of the reward std: 0.0000 (ddof 1).", summary, StringComparison.Ordinal);
        Assert.Contains("1 of the dead repeat one and the same completion", summary, StringComparison.Ordinal);
        Assert.Contains("supervised finetuning", summary, StringComparison.Ordinal);
        Assert.Contains("DAPO", summary, StringComparison.Ordinal);
        Assert.Contains("Flat between", summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Summary_live_rollouts_says_so()
    {
        var path = _folder.JsonLines("log.jsonl", new { prompt = "p", reward = 0 }, new { prompt = "p", reward = 1 });

        var summary = RolloutCensus.Read(path).Summary();

        Assert.Contains("No input is dead", summary, StringComparison.Ordinal);
        Assert.DoesNotContain("DAPO", summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Summary_one_reward_only_and_no_range_asks_for_the_range()
    {
        var path = _folder.JsonLines("log.jsonl", new { prompt = "p", reward = 1 }, new { prompt = "p", reward = 1 });

        Assert.Contains("declare the reward range", RolloutCensus.Read(path).Summary(), StringComparison.Ordinal);
    }

    [Fact]
    public void Summary_single_completions_says_nothing_is_known()
    {
        var path = _folder.JsonLines("log.jsonl", new { prompt = "p", reward = 1 }, new { prompt = "q", reward = 0 });

        Assert.Contains("No reward std is known", RolloutCensus.Read(path).Summary(), StringComparison.Ordinal);
    }
}
