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

    // n_steps, learning rate, KL coefficient and target, top-k (0 for none), least and most new tokens, tokens of a prompt: the published
    // configurations; least lengths of T5 count its start token.
    [Theory]
    [InlineData("narrative-qa", false, 256, 2e-6, 0.001, 1, 50, 0, 19, 512)]
    [InlineData("narrative-qa", true, 256, 5e-7, 0.001, 0.2, 50, 0, 19, 512)]
    [InlineData("totto", false, 256, 2e-6, 0.001, 2, 0, 9, 50, 512)]
    [InlineData("totto", true, 256, 5e-7, 0.01, 0.2, 50, 9, 50, 512)]
    [InlineData("common-gen", false, 128, 2e-6, 0.001, 2, 0, 4, 20, 20)]
    [InlineData("common-gen", true, 128, 2e-6, 0.01, 1, 50, 4, 20, 20)]
    [InlineData("iwslt-2017", false, 512, 1e-6, 0.001, 0.2, 10, 0, 128, 128)]
    [InlineData("iwslt-2017", true, 512, 5e-7, 0.001, 0.2, 5, 0, 128, 128)]
    [InlineData("cnn-daily-mail", false, 512, 2e-6, 0.001, 0.2, 50, 49, 100, 512)]
    [InlineData("cnn-daily-mail", true, 512, 2e-6, 0.01, 0.2, 100, 49, 100, 512)]
    [InlineData("daily-dialog", false, 128, 1e-6, 0.2, 0.5, 20, 2, 20, 128)]
    [InlineData("daily-dialog", true, 128, 1e-6, 0.2, 0.05, 20, 2, 20, 128)]
    [InlineData("imdb", false, 128, 1e-6, 0.1, 0.1, 50, 48, 48, 64)]
    [InlineData("imdb", true, 128, 1e-6, 0.1, 0.1, 50, 48, 48, 64)]
    public void Ppo_ofEveryTask_hasThePublishedNumbers(
        string name, bool onSupervised, int steps, double rate, double kl, double target, int topK, int least, int most, int prompt)
    {
        var task = LanguageFinetuningPreset.All.Single(task => task.Name == name);
        var options = onSupervised ? task.PpoOnSupervised : task.Ppo;
        var (method, decoding) = (options.Method, options.Generation.Decoding);
        Assert.Equal((10, 10 * steps), (method.InputsPerRollout, method.TransitionsPerRollout));
        Assert.Equal(rate, ((AdamOptions)method.Optimizer).LearningRate);
        Assert.Equal((kl, new ProportionalKl(target)), (method.Kl!.Coefficient, method.Kl.Controller));
        Assert.Equal(name == "common-gen" ? 0.01 : 0, method.EntropyCoefficient);
        Assert.Equal((topK, least, most), (decoding.TopK?.Count ?? 0, decoding.MinNewTokens?.Count ?? 0, options.Generation.MaxNewTokens));
        Assert.Equal((prompt, name is "daily-dialog" or "imdb" ? 50256 : 1), (task.PromptTokens, options.Generation.EndId));
        Assert.Equal((64, 5, 0.5), (method.MinibatchSize, method.EpochsPerRollout, method.MaxGradientNorm));
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
