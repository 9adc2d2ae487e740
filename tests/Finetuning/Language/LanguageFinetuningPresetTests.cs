using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning.PolicyGradient;
using VanishingGradients.Text;

namespace VanishingGradients.Finetuning.Language;

public sealed class LanguageFinetuningPresetTests
{
    private static IEnumerable<LanguageFinetuningOptions> Of(LanguageFinetuningPreset task) => [task.Ppo, task.PpoOnSupervised, task.Nlpo, task.NlpoOnSupervised];

    [Fact]
    public void All_json_readsBackTheSame()
    {
        Assert.Equal(7, LanguageFinetuningPreset.All.Count);
        foreach (var options in LanguageFinetuningPreset.All.SelectMany(Of))
        {
            var json = RunJson.Write(options);
            var read = RunJson.Read<LanguageFinetuningOptions>("test", json);
            Assert.Equal(json, RunJson.Write(read));
            Assert.Equal(options.Generation, read.Generation);
            Assert.Equal(options.Nlpo, read.Nlpo);
            Assert.Equal(options.Method.Kl, read.Method.Kl);
            Assert.Equal(options.Method.Optimizer, read.Method.Optimizer);
            options.Method.Validate();
        }
    }

    // Gradient steps of the paper's appendix: iterations · 5 · (10 · steps / 64).
    [Theory]
    [InlineData("narrative-qa", 20_000)]
    [InlineData("totto", 20_000)]
    [InlineData("common-gen", 10_000)]
    [InlineData("iwslt-2017", 20_000)]
    [InlineData("cnn-daily-mail", 40_000)]
    [InlineData("daily-dialog", 5_000)]
    [InlineData("imdb", 5_000)]
    public void Ppo_ofEveryTask_takesAsManyStepsAsThePaper(string name, int steps)
    {
        var method = LanguageFinetuningPreset.All.Single(task => task.Name == name).Ppo.Method;
        Assert.Equal(steps, method.Iterations * method.EpochsPerRollout * method.TransitionsPerRollout / method.MinibatchSize);
        Assert.True(method.DrawsWithReplacement);
        Assert.Equal((0.99, 0.95), ((GaeAdvantage)method.Advantage) is var gae ? (gae.Discount, gae.Lambda) : default);
        Assert.Equal(1e-6, ((AdamOptions)method.Optimizer).WeightDecay);
    }

    [Fact]
    public void Nlpo_ofEveryTask_differsFromPpoByTheMaskAndWhatThePaperNames()
    {
        Assert.All(LanguageFinetuningPreset.All, task => Assert.Equal(task.Ppo.Method, task.Nlpo.Method));
        Assert.Equal(new NlpoOptions { TopP = 0.5 }, LanguageFinetuningPreset.Iwslt2017.Nlpo.Nlpo);
        Assert.Equal(5, LanguageFinetuningPreset.Imdb.Nlpo.Nlpo!.RefreshEvery);
        Assert.Equal((20, 30), (LanguageFinetuningPreset.CnnDailyMail.Nlpo.Nlpo!.RefreshEvery, LanguageFinetuningPreset.CnnDailyMail.NlpoOnSupervised.Nlpo!.RefreshEvery));
        Assert.Equal(new TopK(100), LanguageFinetuningPreset.CnnDailyMail.Nlpo.Generation.Decoding.TopK);
        Assert.Null(LanguageFinetuningPreset.Totto.NlpoOnSupervised.Generation.Decoding.TopK);
        Assert.Equal(new TopK(10), LanguageFinetuningPreset.Iwslt2017.NlpoOnSupervised.Generation.Decoding.TopK);
        Assert.Equal(new TopK(5), LanguageFinetuningPreset.Iwslt2017.PpoOnSupervised.Generation.Decoding.TopK);
    }
}
