using VanishingGradients.Finetuning.PolicyGradient;
using VanishingGradients.Rewards;
using VanishingGradients.Text;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>A policy that becomes NaN or infinite between two steps.</summary>
public sealed class DivergenceTests
{
    private static LanguageFinetuningOptions Options(OptimizerOptions optimizer, bool isProbed) => new()
    {
        Method = PolicyGradientOptions.Reinforce with { InputsPerRollout = 8, Iterations = 3, Optimizer = optimizer },
        Generation = TinyLanguage.Short,
        Probe = isProbed ? new RewardProbeOptions { Prompts = 2, Completions = 2 } : null,
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_policyThatIsNaNAtARollout_tellsTheIterationAndWhatToDo(bool isProbed)
    {
        var options = Options(new AdamOptions(1e-3), isProbed);
        using var model = TinyLanguage.Model();
        using var trainer = new PolicyGradientTrainer(
            new LanguageActorCritic(model, TinyLanguage.Inputs(), options, new RandomStreams(1)), options.Method, new RandomStreams(1));
        var calls = 0;
        TrainingState? last = null;
        trainer.BetweenSteps = () =>
        {
            if (++calls == 2)
            {
                last = trainer.Capture();
                using var noGrad = no_grad();
                model.Parameters.Values.fill_(double.NaN);
            }
        };
        var error = Assert.Throws<DivergedException>(() => trainer.Run());
        Assert.Contains("iteration 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("smaller learning rate", error.Message, StringComparison.Ordinal);
        Assert.IsType<NonFiniteLogitException>(error.InnerException);
        Assert.Equal(1, trainer.Epoch);
        // The state before is whole.
        using (last)
        {
            var log = new MetricsLog([.. trainer.Log.Names.Skip(1)]);
            log.Replace(trainer.Log);
            trainer.BetweenSteps = null;
            trainer.Restore(last!, log);
            trainer.Run();
            Assert.Equal(3, trainer.Epoch);
        }
    }

    [Fact]
    public void Run_stepThatLeavesInfiniteParameters_failsBeforeTheyCanBeSaved()
    {
        var options = Options(new SgdOptions(1e38), isProbed: false);
        var steep = TextReward.Each(text => 1e6 * text.Completion.Length, new RewardRange(0, 1e7));
        using var model = TinyLanguage.Model();
        using var trainer = new PolicyGradientTrainer(
            new LanguageActorCritic(model, TinyLanguage.Inputs(steep), options, new RandomStreams(1)), options.Method, new RandomStreams(1));
        Assert.Contains("after iteration 1", Assert.Throws<DivergedException>(() => trainer.Run()).Message, StringComparison.Ordinal);
        Assert.Equal(0, trainer.Epoch);
        Assert.Throws<InvalidOperationException>(trainer.Capture);
    }

    [Fact]
    public void Run_supervisedPolicyThatIsNaNAtTheProbe_tellsTheStep()
    {
        using var model = TinyLanguage.Model();
        var inputs = TinyLanguage.Inputs();
        var probe = new RewardProbe(model, inputs, TinyLanguage.Short, new RewardProbeOptions { Prompts = 2, Completions = 2 }, new RandomStreams(1));
        LanguageExample[] train = [new([2, 3], [[4, 5, TinyLanguage.End]])];
        using var trainer = new SupervisedLanguageTrainer(
            model, train, new() { Optimizer = new(1e300), MaxSteps = 2, LogEvery = 1 }, new RandomStreams(1), probe: probe);
        Assert.Contains("step 1", Assert.Throws<DivergedException>(() => trainer.Run()).Message, StringComparison.Ordinal);
    }
}
