using VanishingGradients.Finetuning.PolicyGradient;
using VanishingGradients.Torch;

namespace VanishingGradients.Finetuning.Language;

public sealed class PromptJournalTests
{
    private static readonly LanguageFinetuningOptions Options = new()
    {
        Method = PolicyGradientOptions.Rloo with { Optimizer = new AdamOptions(1e-2), InputsPerRollout = 2, Iterations = 4 },
        Generation = TinyLanguage.Short,
        Probe = new RewardProbeOptions { Prompts = 2, Completions = 4, SampleCompletions = 2 },
    };

    private static void Add(string folder, long step, double mean = 0.5)
    {
        using var journal = new PromptJournal(folder);
        journal.Add(step, [Found(step, 7, mean)], [new RolloutSample(7, "a \"prompt\"", "zwölf\n語", 1)]);
    }

    private static PromptRewards Found(long step, int input, double mean) => new(step, input, mean, 0.25, 10, AllMinimum: false, AllMaximum: true, 1.5, double.NaN);

    [Fact]
    public void Add_twoSteps_readAsTheyWere()
    {
        using var folder = new TemporaryFolder();
        Add(folder.Path, 1);
        Add(folder.Path, 3, mean: 0.1);
        var prompts = PromptJournal.Prompts(folder.Path);
        Assert.Equal([1L, 3L], prompts.Columns["step"].Cast<long>());
        Assert.Equal([0.5, 0.1], prompts.Columns["mean"].Cast<double>());
        Assert.Equal([7L, 7, 0.25, 10, false, true, 1.5, double.NaN], new object[] { 7L }.Concat(prompts.Rows[1].Where((_, column) => column is not (0 or 2))));
        var samples = PromptJournal.Samples(folder.Path);
        Assert.Equal([3L, 7, "a \"prompt\"", "zwölf\n語", 1.0], samples.Rows[1]);
        Assert.Contains("zwölf\\n語", File.ReadAllText(folder["samples.jsonl"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Add_stepThatIsThere_cutsOffWhatFollowed()
    {
        using var folder = new TemporaryFolder();
        foreach (var step in new[] { 1, 2, 3, 4 })
        {
            Add(folder.Path, step);
        }

        Add(folder.Path, 3, mean: 0.9);
        Assert.Equal([1L, 2L, 3L], PromptJournal.Prompts(folder.Path).Columns["step"].Cast<long>());
        Assert.Equal(0.9, (double)PromptJournal.Prompts(folder.Path)["mean"][2]);
        Assert.Equal(3, PromptJournal.Samples(folder.Path).Rows.Count);
    }

    [Fact]
    public void New_fileCutAnywhereInItsLastLine_goesOnAfterTheLineBefore()
    {
        using var folder = new TemporaryFolder();
        Add(folder.Path, 1);
        Add(folder.Path, 2);
        var whole = File.ReadAllBytes(folder["prompts.jsonl"]);
        var first = Array.IndexOf(whole, (byte)'\n') + 1;
        foreach (var length in new[] { first, first + 1, (first + whole.Length) / 2, whole.Length - 1 })
        {
            File.WriteAllBytes(folder["prompts.jsonl"], whole[..length]);
            Assert.Equal(1, PromptJournal.Prompts(folder.Path).Rows.Count);
            Add(folder.Path, 2);
            Assert.Equal(whole, File.ReadAllBytes(folder["prompts.jsonl"]));
        }
    }

    [Fact]
    public void New_lineEndsThatWereChanged_areRefusedAndLoseNothing()
    {
        using var folder = new TemporaryFolder();
        Add(folder.Path, 1);
        Add(folder.Path, 2);
        var changed = File.ReadAllText(folder["samples.jsonl"]).Replace("\n", "\r\n", StringComparison.Ordinal);
        File.WriteAllText(folder["samples.jsonl"], changed);
        Assert.Contains("line 1 has a carriage return", Assert.Throws<SampleFileException>(() => Add(folder.Path, 3)).Message, StringComparison.Ordinal);
        Assert.Equal(changed, File.ReadAllText(folder["samples.jsonl"]));
    }

    [Fact]
    public void New_damagedLine_isSaid()
    {
        using var folder = new TemporaryFolder();
        Add(folder.Path, 1);
        File.AppendAllText(folder["samples.jsonl"], "{\"step\":\n");
        Assert.Contains("line 2", Assert.Throws<SampleFileException>(() => new PromptJournal(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("line 2", Assert.Throws<SampleFileException>(() => PromptJournal.Samples(folder.Path)).Message, StringComparison.Ordinal);
        // The other file is not kept open.
        File.Delete(folder["samples.jsonl"]);
        Add(folder.Path, 2);
    }

    [Fact]
    public void Run_continuedFromAnEarlierIteration_hasTheBytesOfOneThatNeverStopped()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["whole"]);
        Directory.CreateDirectory(folder["broken"]);
        using var model = TinyLanguage.Model();
        using (var journal = new PromptJournal(folder["whole"]))
        using (var trainer = Trainer(journal, model))
        {
            trainer.Run();
        }

        TrainingState? state = null;
        MetricsLog? log = null;
        using var other = TinyLanguage.Model();
        using (var journal = new PromptJournal(folder["broken"]))
        using (var trainer = Trainer(journal, other))
        {
            trainer.BetweenSteps = () =>
            {
                if (trainer.Epoch == 2 && state is null)
                {
                    state = trainer.Capture();
                    log = new MetricsLog([.. trainer.Log.Names.Skip(1)]);
                    log.Replace(trainer.Log);
                }
            };
            trainer.Run();
        }

        using (state)
        using (var journal = new PromptJournal(folder["broken"]))
        using (var trainer = Trainer(journal, other))
        {
            trainer.Restore(state!, log!);
            trainer.Run();
        }

        foreach (var name in new[] { "prompts.jsonl", "samples.jsonl" })
        {
            Assert.Equal(File.ReadAllText(folder[$"whole/{name}"]), File.ReadAllText(folder[$"broken/{name}"]));
        }

        Assert.Equal(2 * 4, PromptJournal.Prompts(folder["broken"]).Rows.Count);
        Assert.Equal(2 * 2 * 4, PromptJournal.Samples(folder["broken"]).Rows.Count);
    }

    private static PolicyGradientTrainer Trainer(PromptJournal journal, Models.Language.LanguageModel model) => new(
        new LanguageActorCritic(model, TinyLanguage.Inputs(), Options, new RandomStreams(1)) { Journal = journal }, Options.Method, new RandomStreams(1));
}
