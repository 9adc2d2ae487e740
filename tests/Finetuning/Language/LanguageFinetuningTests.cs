using VanishingGradients.Analysis.Monitor;
using VanishingGradients.Finetuning.PolicyGradient;
using VanishingGradients.Rewards;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

public sealed class LanguageFinetuningTests
{
    private static readonly AdamOptions Fast = new(1e-2);

    public static TheoryData<string, LanguageFinetuningOptions> Methods
    {
        get
        {
            var groups = (PolicyGradientOptions method) => method with { Optimizer = Fast, InputsPerRollout = 4, SamplesPerInput = 8, Iterations = 12 };
            var ppo = PolicyGradientOptions.Ppo with
            {
                Optimizer = Fast,
                InputsPerRollout = 10,
                TransitionsPerRollout = 100,
                DrawsWithReplacement = true,
                MinibatchSize = 32,
                EpochsPerRollout = 3,
                Iterations = 10,
                Kl = new KlPenaltyOptions { Controller = new ProportionalKl(0.5) },
            };
            return new()
            {
                { "PPO", Of(ppo) },
                { "NLPO", Of(ppo) with { Nlpo = new NlpoOptions { MinTokensToKeep = 4, RefreshEvery = 3 } } },
                { "REINFORCE", Of(PolicyGradientOptions.Reinforce with { Optimizer = Fast, InputsPerRollout = 32, Iterations = 15, Advantage = new RewardAdvantage { Baseline = RewardBaseline.Mean } }) },
                { "RLOO", Of(groups(PolicyGradientOptions.Rloo)) },
                { "GRPO", Of(groups(PolicyGradientOptions.Grpo) with { ResamplingDraws = 1 }) },
                { "Dr. GRPO", Of(groups(PolicyGradientOptions.DrGrpo)) },
            };
        }
    }

    private static LanguageFinetuningOptions Of(PolicyGradientOptions method) => new()
    {
        Method = method,
        Generation = TinyLanguage.Short,
        Probe = new RewardProbeOptions { Prompts = 2, Completions = 4 },
    };

    private static (MetricsLog Log, float[] Parameters) Train(LanguageFinetuningOptions options, bool encodes = false, long seed = 1)
    {
        using var model = TinyLanguage.Model(encodes);
        using var trainer = Trainer(new LanguageActorCritic(model, TinyLanguage.Inputs(), options, new RandomStreams(seed)), options, seed);
        return (trainer.Run(), model.Parameters.ToArray());
    }

    private static PolicyGradientTrainer Trainer(LanguageActorCritic actorCritic, LanguageFinetuningOptions options, long seed = 1) =>
        new(actorCritic, options.Method, new RandomStreams(seed));

    [Theory]
    [MemberData(nameof(Methods))]
    public void Run_rewardOfALetter_improves(string name, LanguageFinetuningOptions options)
    {
        var (log, _) = Train(options, encodes: name is "NLPO" or "GRPO");
        Assert.True(log["rollout_reward"].TakeLast(3).Average() > log["rollout_reward"][0] + 0.2, $"{name}: {string.Join(" ", log["rollout_reward"])}");
        Assert.Equal(log["ratio"].Count, options.Method.Iterations);
        Assert.All(LanguageActorCritic.Speeds, speed => Assert.All(log[speed], tokens => Assert.True(tokens > 0)));
        Assert.Equal(options.Method.Kl is null, double.IsNaN(log.Last("kl_reference_k3")));
        Assert.All(log["probe_entropy"], entropy => Assert.InRange(entropy, 0, Math.Log(TinyLanguage.Vocabulary)));
        Assert.All(log["probe_reward"], reward => Assert.InRange(reward, 0, 1));
        Assert.All(
            Enumerable.Range(0, log.Count),
            row => Assert.InRange(log["all_minimum_share"][row] + log["all_maximum_share"][row] + log["flat_share"][row], 0, 1));
        Assert.Equal(options.Method.SamplesPerInput == 1, double.IsNaN(log["zero_variance_groups"][0]));
        Assert.Contains(log["grad_norm_large_reward_std"], norm => norm > 0);
    }

    [Theory]
    [InlineData("PPO")]
    [InlineData("NLPO")]
    [InlineData("GRPO")]
    public void Restore_stateOfTheFourthIteration_continuesWithTheSameBits(string name)
    {
        var options = (LanguageFinetuningOptions)Methods.Single(row => row.Data.Item1 == name).Data.Item2;
        options = options with { Method = options.Method with { Iterations = 6 } };
        var through = Train(options);
        using var first = TinyLanguage.Model();
        using var trainer = Trainer(new LanguageActorCritic(first, TinyLanguage.Inputs(), options, new RandomStreams(1)), options);
        using var stop = new CancellationTokenSource();
        var calls = 0;
        trainer.BetweenSteps = () =>
        {
            if (++calls == 5)
            {
                stop.Cancel();
            }
        };
        Assert.Throws<OperationCanceledException>(() => trainer.Run(cancellation: stop.Token));
        using var state = trainer.Capture();
        using var second = TinyLanguage.Model();
        using (no_grad())
        {
            second.Parameters.Values.zero_();
        }

        using var resumed = Trainer(new LanguageActorCritic(second, TinyLanguage.Inputs(), options, new RandomStreams(1)), options, seed: 99);
        resumed.Restore(state, trainer.Log);
        var log = resumed.Run();
        Assert.Equal(6, log.Count);
        Assert.Equal(through.Parameters, second.Parameters.ToArray());
        Assert.All(log.Names.Except(LanguageActorCritic.Speeds), column => Assert.Equal(through.Log[column], log[column]));
    }

    [Fact]
    public void Restore_stateOfAnotherModel_saysSoAndChangesNothing()
    {
        var options = Of(PolicyGradientOptions.Reinforce);
        using var causal = TinyLanguage.Model();
        using var encoding = TinyLanguage.Model(encodes: true);
        using var from = Trainer(new LanguageActorCritic(causal, TinyLanguage.Inputs(), options, new RandomStreams(1)), options);
        using var to = Trainer(new LanguageActorCritic(encoding, TinyLanguage.Inputs(), options, new RandomStreams(1)), options);
        using var state = from.Capture();
        Assert.Contains("policy", Assert.Throws<ArgumentException>(() => to.Restore(state, from.Log)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_rewardFailsInTheThirdIteration_losesNothing()
    {
        var options = Of(PolicyGradientOptions.Ppo with { Optimizer = Fast, InputsPerRollout = 8, Iterations = 4 }) with { Probe = null };
        var through = Train(options);
        var calls = 0;
        // The 20th text is in the third rollout of eight.
        var reward = TextReward.Each(
            text => ++calls is 20 or 25 ? throw new InvalidOperationException("the scorer is gone") : new[] { text }.Select(TinyReward).Single(), RewardRange.Unit);
        using var model = TinyLanguage.Model();
        using var trainer = Trainer(new LanguageActorCritic(model, TinyLanguage.Inputs(reward), options, new RandomStreams(1)), options);
        var error = Assert.ThrowsAny<Exception>(() => trainer.Run());
        Assert.Contains("the scorer is gone", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, trainer.Epoch);
        using var state = trainer.Capture();
        using var other = TinyLanguage.Model();
        using var resumed = Trainer(new LanguageActorCritic(other, TinyLanguage.Inputs(), options, new RandomStreams(1)), options);
        resumed.Restore(state, trainer.Log);
        resumed.Run();
        Assert.Equal(through.Parameters, other.Parameters.ToArray());

        static double TinyReward(CompletionText text) => TinyLanguage.ShareOfA.Of([text])[0];
    }

    [Fact]
    public void Run_monitor_seesTheProbeOfEveryIteration()
    {
        var options = Of(PolicyGradientOptions.Rloo with { Optimizer = Fast, InputsPerRollout = 2, Iterations = 3 });
        var monitor = new VanishingGradientMonitor(new() { Epsilon = options.Probe!.Epsilon });
        using var model = TinyLanguage.Model();
        using var trainer = Trainer(new LanguageActorCritic(model, TinyLanguage.Inputs(), options, new RandomStreams(1)) { Monitor = monitor }, options);
        var log = trainer.Run();
        Assert.Equal([1, 2, 3], monitor.History.Select(seen => seen.Step));
        Assert.Equal(log["probe_reward"], monitor.History.Select(seen => seen.RewardMean));
        Assert.Equal(log["all_minimum_share"], monitor.History.Select(seen => seen.AllMinimumShare));
    }

    [Fact]
    public void Run_speeds_areOfRolloutAndTrainingWithoutTheProbe()
    {
        var pause = TimeSpan.FromMilliseconds(200);
        var calls = 0;
        // The probe's completions are the first that are judged.
        var reward = TextReward.Each(
            text =>
            {
                if (calls++ == 0)
                {
                    Thread.Sleep(pause);
                }

                return TinyLanguage.ShareOfA.Of([text])[0];
            },
            RewardRange.Unit);
        var options = Of(PolicyGradientOptions.Ppo with { Optimizer = Fast, InputsPerRollout = 8, EpochsPerRollout = 3, Iterations = 1 });
        using var model = TinyLanguage.Model();
        using var trainer = Trainer(new LanguageActorCritic(model, TinyLanguage.Inputs(reward), options, new RandomStreams(1)), options);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var log = trainer.Run();
        var elapsed = clock.Elapsed;
        double Seconds(string speed) => 1 / log.Last(speed);
        // Three passes train each token three times.
        Assert.Equal(Seconds("tokens_per_second"), Seconds("rollout_tokens_per_second") + 3 * Seconds("training_tokens_per_second"), 1e-9);
        Assert.True(8 * log.Last("episode_length") * Seconds("tokens_per_second") <= (elapsed - pause).TotalSeconds);
    }

    [Fact]
    public void Run_policyThatScoresOtherwiseThanItSamples_isFoundOutBeforeTheFirstStep()
    {
        // As dropout that is on in training only: log-probabilities are moved by a thousandth.
        using var model = new AlteredModel(TinyLanguage.Model(), (hidden, _) => is_grad_enabled() ? hidden * 1.001 : hidden);
        var options = Of(PolicyGradientOptions.Ppo with { Optimizer = Fast, InputsPerRollout = 8 });
        using var trainer = Trainer(new LanguageActorCritic(model, TinyLanguage.Inputs(), options, new RandomStreams(1)), options);
        var before = model.Parameters.ToArray();
        Assert.Contains("dropout", Assert.Throws<RolloutMismatchException>(() => trainer.Run()).Message, StringComparison.Ordinal);
        Assert.Equal(before, model.Parameters.ToArray());
    }

    [Fact]
    public void Probe_rewardsThatAreAllEqual_areAllMinimumWithoutGradient()
    {
        var options = Of(PolicyGradientOptions.Reinforce with { Optimizer = Fast, InputsPerRollout = 2, Iterations = 1 });
        using var model = TinyLanguage.Model();
        var inputs = TinyLanguage.Inputs(TextReward.Each(_ => 0, RewardRange.Unit));
        using var trainer = Trainer(new LanguageActorCritic(model, inputs, options, new RandomStreams(1)), options);
        var log = trainer.Run();
        Assert.Equal(1, log.Last("all_minimum_share"));
        Assert.Equal(0, log.Last("grad_norm_small_reward_std"));
        Assert.True(double.IsNaN(log.Last("grad_norm_large_reward_std")));
        Assert.Equal(0, log.Last("grad_norm"));
    }
}
