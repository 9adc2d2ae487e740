using VanishingGradients.Finetuning.PolicyGradient;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

public sealed class TransitionPassesTests
{
    private static readonly AdamOptions Fast = new(1e-2);

    public static TheoryData<string, PolicyGradientOptions, NlpoOptions?> Methods => new()
    {
        { "PPO", PolicyGradientOptions.Ppo with { InputsPerRollout = 12, EntropyCoefficient = 0.01, Kl = new KlPenaltyOptions() }, null },
        { "NLPO", PolicyGradientOptions.Ppo with { InputsPerRollout = 12, Kl = new KlPenaltyOptions() }, new NlpoOptions { MinTokensToKeep = 4 } },
        { "A2C", PolicyGradientOptions.A2c with { InputsPerRollout = 12, NormalizeAdvantages = Analysis.Statistics.Ddof.One }, null },
        { "RLOO", PolicyGradientOptions.Rloo with { InputsPerRollout = 4 }, null },
        { "GRPO", PolicyGradientOptions.Grpo with { InputsPerRollout = 4, MinibatchSize = 50, EpochsPerRollout = 2 }, null },
        { "Dr. GRPO", PolicyGradientOptions.DrGrpo with { InputsPerRollout = 4 }, null },
    };

    private static Episode Episode(int input, int length) => new()
    {
        Input = input,
        Actions = new int[length],
        LogProbabilities = new double[length],
        Rewards = new double[length],
    };

    private static Transition[] All(params IEnumerable<Episode> episodes) =>
        [.. episodes.SelectMany(episode => Enumerable.Range(0, episode.Length).Select(t => new Transition(episode, t)))];

    private static (MetricsLog Log, double[] Parameters) Train(PolicyGradientOptions method, NlpoOptions? mask, int tokensPerPass)
    {
        var options = new LanguageFinetuningOptions
        {
            Method = method with { Optimizer = Fast, Iterations = 3 },
            Generation = TinyLanguage.Short,
            Nlpo = mask,
            Probe = null,
            TokensPerPass = tokensPerPass,
        };
        using var model = TinyLanguage.Model(type: ScalarType.Float64);
        using var trainer = new PolicyGradientTrainer(
            new LanguageActorCritic(model, TinyLanguage.Inputs(), options, new RandomStreams(1)), options.Method, new RandomStreams(1));
        return (trainer.Run(), model.Parameters.Values.data<double>().ToArray());
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Run_manyPasses_learnsAndLogsWhatOnePassDoes(string name, PolicyGradientOptions method, NlpoOptions? mask)
    {
        var whole = Train(method, mask, 100_000);
        var parts = Train(method, mask, 1);
        Assert.All(whole.Parameters.Zip(parts.Parameters), pair => Assert.Equal(pair.First, pair.Second, 1e-7));
        Assert.All(
            whole.Log.Names.Except(LanguageActorCritic.Speeds),
            column => Assert.All(whole.Log[column].Zip(parts.Log[column]), pair => Assert.Equal(pair.First, pair.Second, 1e-7)));
        Assert.Contains(whole.Log["grad_norm"], norm => norm > 0);
        Assert.NotEmpty(name);
    }

    [Fact]
    public void Run_laterPassThatDiffersFromTheRollout_isFoundOutBeforeTheFirstStep()
    {
        // Only sequences read to their fourth token differ; they come last.
        using var model = new AlteredModel(
            TinyLanguage.Model(), (hidden, completions) => is_grad_enabled() && completions.Length == 4 ? hidden * 1.001 : hidden);
        var options = new LanguageFinetuningOptions
        {
            Method = PolicyGradientOptions.Reinforce with { InputsPerRollout = 8 },
            Generation = TinyLanguage.Short,
            Probe = null,
            TokensPerPass = 1,
        };
        using var trainer = new PolicyGradientTrainer(
            new LanguageActorCritic(model, TinyLanguage.Inputs(), options, new RandomStreams(1)), options.Method, new RandomStreams(1));
        var before = model.Parameters.ToArray();
        Assert.Throws<RolloutMismatchException>(() => trainer.Run());
        Assert.Equal(before, model.Parameters.ToArray());
    }

    [Fact]
    public void StepMemoryOptions_languageModel_areThoseThatLeaveTheAlgorithmAlone()
    {
        using var model = TinyLanguage.Model();
        using var actorCritic = new LanguageActorCritic(model, TinyLanguage.Inputs(), new() { Generation = TinyLanguage.Short }, new RandomStreams(1));
        Assert.Equal("TokensPerPass of LanguageFinetuningOptions", actorCritic.StepMemoryOptions);
    }

    [Fact]
    public void Of_whatFitsIntoOnePass_keepsItsOrder()
    {
        Transition[] transitions = [.. All(Episode(0, 3), Episode(1, 2)).Reverse()];
        Assert.Equal([0, 1, 2, 3, 4], Assert.Single(new TransitionPasses([[1], [1, 2]], 10, 10).Of(transitions)));
    }

    [Fact]
    public void Of_moreTokensThanAPassReads_dividesByEpisodesOfLikeLengths()
    {
        // Of the second episode only the first two tokens are needed, which follow a prompt of two.
        var (longer, needed, other) = (Episode(0, 5), Episode(1, 9), Episode(0, 3));
        Transition[] transitions = [new(needed, 1), .. All(longer), new(needed, 0), .. All(other)];
        var passes = new TransitionPasses([[7], [7, 7]], 10, 10).Of(transitions);
        Assert.Equal([[0, 6, 7, 8, 9], [1, 2, 3, 4, 5]], passes);
        Assert.Equal(3, new TransitionPasses([[7], [7, 7]], 10, 1).Of(transitions).Count);
    }

    [Fact]
    public void Of_moreLogitsThanAPassHolds_dividesToo()
    {
        var transitions = All(Enumerable.Range(0, 40).Select(_ => Episode(0, 20)));
        var passes = new TransitionPasses([[7]], 50_257, int.MaxValue).Of(transitions);
        Assert.Equal(Enumerable.Range(0, 800), passes.SelectMany(pass => pass));
        Assert.All(passes, pass => Assert.InRange(pass.Length * 50_257L, 1, 1 << 24));
        Assert.Equal(3, passes.Count);
    }
}
