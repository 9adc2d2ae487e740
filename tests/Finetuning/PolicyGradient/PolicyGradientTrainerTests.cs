using VanishingGradients.Data;
using VanishingGradients.Models;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

public sealed class PolicyGradientTrainerTests
{
    private static readonly AdamOptions Fast = new(3e-2);

    public static TheoryData<string, PolicyGradientOptions> Methods => new()
    {
        { "PPO", PolicyGradientOptions.Ppo with { Optimizer = Fast, InputsPerRollout = 64, Kl = new KlPenaltyOptions { Controller = new ProportionalKl(0.5) } } },
        { "A2C", PolicyGradientOptions.A2c with { Optimizer = Fast, InputsPerRollout = 64, EntropyCoefficient = 0.01 } },
        { "REINFORCE", PolicyGradientOptions.Reinforce with { Optimizer = Fast, InputsPerRollout = 64, Advantage = new RewardAdvantage { Baseline = RewardBaseline.Mean } } },
        { "RLOO", PolicyGradientOptions.Rloo with { Optimizer = Fast, InputsPerRollout = 16, DrawsWithReplacement = true } },
        { "GRPO", PolicyGradientOptions.Grpo with { Optimizer = Fast, InputsPerRollout = 16, ResamplingDraws = 2 } },
        { "Dr. GRPO", PolicyGradientOptions.DrGrpo with { Optimizer = Fast, InputsPerRollout = 16 } },
    };

    /// <summary>Eight inputs with three outputs; the label is that of the largest feature, the first two inputs are the small group.</summary>
    private static EnumerableInputs Inputs()
    {
        var (rewards, targets, features) = (new double[8, 3], new double[8, 3], new float[8, 3]);
        for (var i = 0; i < 8; i++)
        {
            for (var k = 0; k < 3; k++)
            {
                (rewards[i, k], targets[i, k], features[i, k]) = i % 3 == k ? (1, 1, 2) : (-1, 0, i * 0.1f);
            }
        }

        return new EnumerableInputs(tensor(features), rewards, targets, [.. Enumerable.Range(0, 8).Select(i => i < 2)]);
    }

    private static Mlp NewPolicy()
    {
        using var stream = new RandomStreams(9).Open(RandomStreams.Initialisation);
        return new Mlp([3, 8, 3], stream);
    }

    private static (MetricsLog Log, float[] Parameters) Train(PolicyGradientOptions options, long seed = 1)
    {
        using var inputs = Inputs();
        using var policy = NewPolicy();
        var streams = new RandomStreams(seed);
        using var trainer = new PolicyGradientTrainer(new EnumerableActorCritic(policy, inputs, options, streams, inputs), options, streams);
        return (trainer.Run(), policy.Parameters.ToArray());
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Run_oneStepTask_improvesTheExactReward(string name, PolicyGradientOptions options)
    {
        var (log, _) = Train(options with { Iterations = name == "PPO" ? 10 : 40 });
        Assert.True(log.Last("reward") > log["reward"][0] + 0.3, name);
        Assert.True(log.Last("reward_small_reward_std") > -1);
        Assert.Equal(log["reward"].Count, log.Count);
        Assert.All(log["ratio_max"], ratio => Assert.True(ratio >= 1 - 1e-6));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Run_tokenSequences_improvesTheReward(string name, PolicyGradientOptions options)
    {
        var chosen = options with { Iterations = name == "PPO" ? 10 : 30, InputsPerRollout = options.SamplesPerInput == 1 ? 32 : 8 };
        using var trainer = new PolicyGradientTrainer(new TabularSequences(hasReference: true), chosen, new RandomStreams(2));
        var log = trainer.Run();
        Assert.True(log["rollout_reward"].TakeLast(3).Average() > log["rollout_reward"][0] + 0.15, name);
        Assert.All(log["episode_length"], length => Assert.InRange(length, 1, 4));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Restore_stateOfTheFourthIteration_continuesWithTheSameBits(string name, PolicyGradientOptions options)
    {
        var chosen = options with { Iterations = 6 };
        var through = Train(chosen);
        using var inputs = Inputs();
        TrainingState? state = null;
        var log = new MetricsLog([]);
        using (var policy = NewPolicy())
        {
            var streams = new RandomStreams(1);
            using var trainer = new PolicyGradientTrainer(new EnumerableActorCritic(policy, inputs, chosen, streams, inputs), chosen, streams);
            using var stop = new CancellationTokenSource();
            Assert.Throws<OperationCanceledException>(() => trainer.Run(new Stop(stop, 4), stop.Token));
            (state, log) = (trainer.Capture(), trainer.Log);
        }

        using (state)
        using (var policy = NewPolicy())
        {
            policy.Parameters.Values.zero_();
            var streams = new RandomStreams(77);
            using var trainer = new PolicyGradientTrainer(new EnumerableActorCritic(policy, inputs, chosen, streams, inputs), chosen, streams);
            trainer.Restore(state, log);
            var resumed = trainer.Run();
            Assert.Equal(through.Parameters, policy.Parameters.ToArray());
            Assert.All(resumed.Names, column => Assert.Equal(through.Log[column], resumed[column]));
        }

        Assert.NotEqual(Train(chosen, seed: 2).Parameters, through.Parameters);
        Assert.NotEmpty(name);
    }

    [Fact]
    public void Run_oneStepPerRollout_alwaysSeesRatioOne()
    {
        var (log, _) = Train(PolicyGradientOptions.A2c with { Iterations = 5, InputsPerRollout = 20, Optimizer = Fast });
        Assert.All(log["ratio"], ratio => Assert.Equal(1, ratio, 1e-6));
        Assert.All(log["ratio_max"], ratio => Assert.Equal(1, ratio, 1e-5));
        Assert.All(log["approximate_kl_k2"], kl => Assert.Equal(0, kl, 1e-9));
    }

    [Fact]
    public void Run_evaluationThatDiffersFromTheRollout_throwsBeforeTheFirstStep()
    {
        var actorCritic = new TabularSequences { Lie = 0.01 };
        using var trainer = new PolicyGradientTrainer(actorCritic, PolicyGradientOptions.Ppo with { InputsPerRollout = 8 }, new RandomStreams(1));
        Assert.Contains("temperature", Assert.Throws<RolloutMismatchException>(() => trainer.Run()).Message, StringComparison.Ordinal);
        Assert.All(actorCritic.Policy.Values.data<double>().ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Run_passesWithoutReplacement_showEveryInputOnceBeforeAnyTwice()
    {
        using var stream = new RandomStreams(1).Open("test");
        var order = new InputOrder(7, withReplacement: false, stream);
        int[] drawn = [.. order.Next(3), .. order.Next(8), .. order.Next(3)];
        Assert.Equal(Enumerable.Range(0, 7), drawn[..7].Order());
        Assert.Equal(Enumerable.Range(0, 7), drawn[7..].Order());
    }

    [Fact]
    public void Next_resampling_keepsOnlyGroupsWithUnequalRewardsAndReportsTheRest()
    {
        using var scope = NewDisposeScope();
        var (order, samples) = (new RandomStreams(1).Open("order"), new RandomStreams(1).Open("samples"));
        using var actorCritic = new TabularSequences();
        var options = PolicyGradientOptions.Grpo with { SamplesPerInput = 2, InputsPerRollout = 20, Kl = null };
        var (plain, share) = new RolloutSource(actorCritic, options, order, samples).Next(TestContext.Current.CancellationToken);
        var (resampled, _) = new RolloutSource(actorCritic, options with { ResamplingDraws = 50 }, order, samples).Next(TestContext.Current.CancellationToken);
        Assert.Equal(plain.Episodes.Chunk(2).Count(pair => pair[0].Reward == pair[1].Reward) / 20.0, share, 1e-12);
        Assert.InRange(share, 0.05, 0.95);
        Assert.Equal(40, resampled.Episodes.Count);
        Assert.All(resampled.Episodes.Chunk(2), pair => Assert.NotEqual(pair[0].Reward, pair[1].Reward));
    }

    [Fact]
    public void Run_transitionsPerRollout_cutsTheLastEpisodeThere()
    {
        using var scope = NewDisposeScope();
        var (order, samples) = (new RandomStreams(1).Open("order"), new RandomStreams(1).Open("samples"));
        using var actorCritic = new TabularSequences();
        var source = new RolloutSource(actorCritic, PolicyGradientOptions.Ppo with { InputsPerRollout = 3, TransitionsPerRollout = 25 }, order, samples);
        Assert.Equal(25, source.Next(TestContext.Current.CancellationToken).Rollout.Transitions.Length);
    }

    [Fact]
    public void Run_adaptiveKl_movesTheCoefficientByTheController()
    {
        var (log, _) = Train(PolicyGradientOptions.Ppo with
        {
            Iterations = 6,
            InputsPerRollout = 32,
            Optimizer = Fast,
            Kl = new KlPenaltyOptions { Coefficient = 0.1, Controller = new ProportionalKl(0.05) },
        });
        for (var i = 1; i < log.Count; i++)
        {
            Assert.Equal(new ProportionalKl(0.05).Next(log["kl_coefficient"][i - 1], log["kl_reference"][i - 1], 1), log["kl_coefficient"][i], 1e-12);
        }

        Assert.Equal(0, log["kl_reference"][0], 1e-6);
    }

    [Fact]
    public void Run_heavyPenaltyInTheLoss_keepsThePolicyAtTheReference()
    {
        double Moved(double coefficient) => Train(PolicyGradientOptions.Grpo with
        {
            Iterations = 30,
            InputsPerRollout = 8,
            Optimizer = Fast,
            Kl = new KlPenaltyOptions { Coefficient = coefficient, Estimator = KlEstimator.K3, Place = KlPlace.Loss },
        }).Log.Last("kl_reference");
        Assert.True(Moved(10) < 0.2 * Moved(0));
    }

    [Fact]
    public void Run_cancelledWhileCollecting_leavesTheStreamsAsTheyWere()
    {
        using var trainer = new PolicyGradientTrainer(new TabularSequences(), PolicyGradientOptions.Ppo with { InputsPerRollout = 8 }, new RandomStreams(1));
        using var stop = new CancellationTokenSource();
        using var before = trainer.Capture();
        trainer.BetweenSteps = stop.Cancel;
        Assert.Throws<OperationCanceledException>(() => trainer.Run(cancellation: stop.Token));
        using var after = trainer.Capture();
        Assert.Equal(before.Tensors.Keys, after.Tensors.Keys);
        Assert.All(before.Tensors.Keys, name => Assert.True(before.Tensors[name].equal(after.Tensors[name]).all().item<bool>(), name));
    }

    [Fact]
    public void New_gaeWithoutValueNetwork_saysSo()
    {
        using var inputs = Inputs();
        using var policy = NewPolicy();
        var streams = new RandomStreams(1);
        using var actorCritic = new EnumerableActorCritic(policy, inputs, PolicyGradientOptions.Reinforce, streams);
        Assert.Throws<ArgumentException>(() => new PolicyGradientTrainer(actorCritic, PolicyGradientOptions.Ppo, streams));
    }

    private sealed class Stop(CancellationTokenSource source, int epoch) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Epoch == epoch)
            {
                source.Cancel();
            }
        }
    }

    [Fact]
    public void Capture_afterAFailureInTheMiddleOfAnIteration_isRefusedUntilAStateIsRestored()
    {
        var method = PolicyGradientOptions.Ppo with { Optimizer = Fast, InputsPerRollout = 16, MinibatchSize = 8, Iterations = 4 };
        using var sound = new PolicyGradientTrainer(new TabularSequences(), method, new RandomStreams(1));
        sound.Run();
        // The fourth minibatch is in the second pass through the first rollout.
        var sequences = new TabularSequences { FailingEvaluation = 4 };
        using var trainer = new PolicyGradientTrainer(sequences, method, new RandomStreams(1));
        using var start = trainer.Capture();
        var empty = new MetricsLog([.. trainer.Log.Names.Skip(1)]);
        Assert.Equal("no evaluation", Assert.Throws<InvalidOperationException>(() => trainer.Run()).Message);
        Assert.Contains("middle of iteration 1", Assert.Throws<InvalidOperationException>(trainer.Capture).Message, StringComparison.Ordinal);
        Assert.Contains("middle of iteration 1", Assert.Throws<InvalidOperationException>(() => trainer.Run()).Message, StringComparison.Ordinal);
        trainer.Restore(start, empty);
        trainer.Run();
        using var expected = sound.Capture();
        using var actual = trainer.Capture();
        Assert.All(expected.Tensors, entry => Assert.Equal(entry.Value.bytes.ToArray(), actual.Tensors[entry.Key].bytes.ToArray()));
    }
}
