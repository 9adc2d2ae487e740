using System.Text.Json;
using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Notebook;

public sealed class RunFiguresTests
{
    private static TaskScores Scores(params double[] scores) => new(new Dictionary<string, IReadOnlyList<double>> { ["digits"] = scores });

    [Fact]
    public void PerformanceProfiles_twoMethods_drawTheSharesAboveEveryScore()
    {
        var methods = new OrderedDictionary<string, TaskScores> { ["rft"] = Scores(0, 1), ["sft"] = Scores(2, 4) };

        using var json = JsonDocument.Parse(RunFigures.PerformanceProfiles(methods, new Random(1), "reward", thresholds: 5, resamples: 20).ToPlotlyJson());

        var lines = json.RootElement.GetProperty("data").EnumerateArray()
            .Where(trace => trace.TryGetProperty("name", out var name) && name.GetString() is "rft" or "sft")
            .Select(trace => (X: Numbers(trace, "x"), Y: Numbers(trace, "y"))).ToArray();
        Assert.Contains(lines, line => line.X.SequenceEqual([0.0, 1, 2, 3, 4]) && line.Y.SequenceEqual([0.5, 0, 0, 0, 0]));
        Assert.Contains(lines, line => line.Y.SequenceEqual([1.0, 1, 0.5, 0.5, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => RunFigures.PerformanceProfiles(methods, new Random(1), thresholds: 1));
    }

    private static double[] Numbers(JsonElement trace, string name) => [.. trace.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
}
