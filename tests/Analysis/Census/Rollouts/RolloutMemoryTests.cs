namespace VanishingGradients.Analysis.Census.Rollouts;

/// <summary>Runs alone: what other tests hold meanwhile would be measured too.</summary>
[CollectionDefinition(nameof(RolloutMemoryTests), DisableParallelization = true)]
[Collection(nameof(RolloutMemoryTests))]
public sealed class RolloutMemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_many_completions_holds_memory_per_prompt_only()
    {
        using (var text = new StreamWriter(_folder["long.jsonl"]))
        {
            for (var row = 0; row < 60_000; row++)
                text.WriteLine($$"""{"prompt": "p{{row % 50}}", "completion": "{{new string('x', 300)}}", "reward": {{row % 3}}}""");
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var report = RolloutCensus.Read(_folder["long.jsonl"]);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.Equal(50, report.Census.Count);
        // The file has 20 MB; what is kept of it is 50 prompts.
        Assert.True(held < 5_000_000, $"{held} bytes are held");
        GC.KeepAlive(report);
    }
}
