using VanishingGradients.Finetuning.Language;

namespace VanishingGradients.Notebook;

public sealed class SampleTableTests
{
    [Fact]
    public void Of_samples_shows_those_of_the_last_step_or_of_the_one_asked_for()
    {
        using var folder = new TemporaryFolder();
        using (var journal = new PromptJournal(folder.Path))
        {
            journal.Add(1, [], [new RolloutSample(3, "at dawn", "runs", 0.5)]);
            journal.Add(5, [], [new RolloutSample(3, "at dawn", "sleeps", 0), new RolloutSample(3, "at dawn", "hides", 1)]);
        }

        var samples = PromptJournal.Samples(folder.Path);
        var last = SampleTable.Of(samples);
        Assert.Equal(["sleeps", "hides"], last.Rows.Select(row => row[1]));
        Assert.Equal("Samples of step 5", last.Caption);
        Assert.Equal(["at dawn", "runs", 0.5], Assert.Single(SampleTable.Of(samples, 1).Rows));
        Assert.Contains("1, 5", Assert.Throws<ArgumentException>(() => SampleTable.Of(samples, 2)).Message, StringComparison.Ordinal);
    }
}
