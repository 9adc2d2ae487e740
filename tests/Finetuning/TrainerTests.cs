using VanishingGradients.Analysis;
using VanishingGradients.Analysis.Gradients;
using VanishingGradients.Data;
using VanishingGradients.Models;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

public sealed class TrainerTests
{
    private static readonly TrainerOptions Options = new() { Epochs = 4, BatchSize = 16, Optimizer = new AdamOptions(1e-2) };

    private static EnumerableInputs Inputs(int count = 40, double scale = 1)
    {
        using var generator = new RandomStreams(5).Open("inputs");
        var rewards = new double[count, 3];
        var targets = new double[count, 3];
        for (var i = 0; i < count; i++)
        {
            for (var k = 0; k < 3; k++)
            {
                rewards[i, k] = scale * (i % 3 == k ? 1 : -1);
                targets[i, k] = i % 3 == k ? 1 : 0;
            }
        }

        var inputs = randn(count, 4, generator: generator);
        for (var i = 0; i < count; i++)
        {
            inputs[i, i % 3] += 3;
        }

        return new EnumerableInputs(inputs, rewards, targets, [.. Enumerable.Range(0, count).Select(i => i % 4 == 0)]);
    }

    private static Mlp NewPolicy()
    {
        using var generator = new RandomStreams(9).Open(RandomStreams.Initialisation);
        return new Mlp([4, 8, 3], generator);
    }

    private static (MetricsLog Log, float[] Parameters) Train(Objective objective, TrainerOptions options, long seed = 1)
    {
        using var inputs = Inputs();
        using var policy = NewPolicy();
        using var trainer = new Trainer(policy, inputs, objective, options, new RandomStreams(seed), inputs);
        return (trainer.Run(), policy.Parameters.ToArray());
    }

    public static TheoryData<Objective> Objectives => [new ExpectedReward(), new Supervised(), new Reinforce(), new PpoSurrogate()];

    [Theory]
    [MemberData(nameof(Objectives))]
    public void Run_sameSeed_givesTheSameBits(Objective objective)
    {
        Assert.Equal(Train(objective, Options).Parameters, Train(objective, Options).Parameters);
        Assert.NotEqual(Train(objective, Options).Parameters, Train(objective, Options, seed: 2).Parameters);
    }

    [Theory]
    [MemberData(nameof(Objectives))]
    public void Run_fewEpochs_improvesTheReward(Objective objective)
    {
        var (log, _) = Train(objective, Options with { Epochs = 60 });
        Assert.True(log.Last("reward") > log["reward"][0] + 0.3);
        Assert.Equal(60, log.Count);
        Assert.All(log.Names, name => Assert.All(log[name], value => Assert.True(double.IsFinite(value), name)));
    }

    [Fact]
    public void Step_groupsTogether_giveTheGradientOfTheWholeBatch()
    {
        using var scope = NewDisposeScope();
        using var inputs = Inputs();
        using var policy = NewPolicy();
        using var trainer = new Trainer(policy, inputs, new ExpectedReward(), Options, new RandomStreams(1));
        long[] batch = [0, 1, 2, 3, 4, 5, 6, 7, 8];
        var index = tensor(batch);
        var p = nn.functional.softmax(policy.call(inputs.Inputs.index_select(0, index)).to(ScalarType.Float64), -1);
        var value = (p * inputs.Rewards.index_select(0, index)).sum(-1);
        var expected = policy.Parameters.Gradient(value.mean(), keepGraph: true).norm().item<float>();
        var expectedSmall = policy.Parameters.Gradient(value[tensor([0L, 4, 8])].mean()).norm().item<float>();

        var metrics = trainer.Step(batch).data<double>().ToArray();
        var columns = StepMetrics.Columns(groups: true, test: false).ToList();
        Assert.Equal(expected, metrics[columns.IndexOf("grad_norm")], 1e-6);
        Assert.Equal(expectedSmall, metrics[columns.IndexOf("grad_norm_small_reward_std")], 1e-6);
    }

    [Fact]
    public void Step_policyThatMixesInputs_takesTheWholeBatchsGradient()
    {
        using var scope = NewDisposeScope();
        using var inputs = Inputs();
        using var policy = Policy.From(nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.Linear(6, 3)), mixesInputs: true);
        using var trainer = new Trainer(policy, inputs, new Supervised(), Options, new RandomStreams(1));
        long[] batch = [0, 1, 2, 3, 4, 5, 6, 7];
        policy.train();
        var logProbabilities = policy.LogProbabilities(inputs.Inputs.narrow(0, 0, 8));
        var expected = policy.Parameters.Gradient(-(inputs.Targets.narrow(0, 0, 8) * logProbabilities).sum(-1).mean()).norm().item<float>();
        Assert.Equal(expected, trainer.Step(batch).data<double>()[5], 1e-5);
    }

    [Fact]
    public void Step_groupOfOneInputInAPolicyThatMixesThem_hasNoMetricsAndLeavesTheStatisticsFinite()
    {
        using var scope = NewDisposeScope();
        using var inputs = Inputs();
        using var policy = Policy.From(nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.Linear(6, 3)), mixesInputs: true);
        using var trainer = new Trainer(policy, inputs, new Supervised(), Options, new RandomStreams(1));
        var metrics = trainer.Step([0, 1, 2, 3]).data<double>().ToArray();
        var columns = StepMetrics.Columns(groups: true, test: false).ToList();
        Assert.Equal(double.NaN, metrics[columns.IndexOf("grad_norm_small_reward_std")]);
        Assert.True(double.IsFinite(metrics[columns.IndexOf("grad_norm_large_reward_std")]));
        Assert.All(policy.buffers(), buffer => Assert.True(buffer.isfinite().all().item<bool>()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_policyThatMixesInputs_groupPassesUpdateStatisticsUnlessTheyKeepThem(bool keep)
    {
        using var scope = NewDisposeScope();
        using var inputs = Inputs();
        (float[] Parameters, float[] Statistics, MetricsLog Log) Trained(EnumerableInputs train, bool keep)
        {
            using var initialisation = new RandomStreams(3).Open("policy");
            using var policy = Policy.From(nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.Linear(6, 3)), initialisation, mixesInputs: true);
            var options = Options with { Epochs = 4, LogEvery = 2, BatchSize = train.Count, GroupPassesKeepStatistics = keep };
            using var trainer = new Trainer(policy, train, new Supervised(), options, new RandomStreams(1));
            var log = trainer.Run();
            return (policy.Parameters.ToArray(), [.. policy.buffers().SelectMany(buffer => buffer.to(ScalarType.Float32).data<float>().ToArray())], log);
        }

        using var withoutGroups = new EnumerableInputs(inputs.Inputs.clone(), Table(inputs.Rewards), Table(inputs.Targets));
        var plain = Trained(withoutGroups, keep);
        var grouped = Trained(inputs, keep);
        Assert.Equal(plain.Parameters, grouped.Parameters);
        Assert.Equal(keep, plain.Statistics.SequenceEqual(grouped.Statistics));
        Assert.DoesNotContain(double.NaN, grouped.Log["grad_norm_small_reward_std"]);

        static double[,] Table(Tensor values)
        {
            var table = new double[values.shape[0], values.shape[1]];
            Buffer.BlockCopy(values.data<double>().ToArray(), 0, table, 0, table.Length * sizeof(double));
            return table;
        }
    }

    [Fact]
    public void Step_ppoAtTheRolloutPolicy_isAStepOfExpectedReward()
    {
        long[] batch = [0, 1, 2, 3, 4, 5, 6, 7, 8];
        float[] After(Objective objective)
        {
            using var inputs = Inputs();
            using var policy = NewPolicy();
            using var trainer = new Trainer(policy, inputs, objective, Options with { Optimizer = new SgdOptions(1) }, new RandomStreams(1));
            trainer.Step(batch).Dispose();
            return policy.Parameters.ToArray();
        }

        Assert.Equal(After(new ExpectedReward()), After(new PpoSurrogate()), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.NotEqual(After(new Supervised()), After(new PpoSurrogate()));
    }

    [Fact]
    public void Step_ppoAwayFromTheRolloutPolicy_followsTheSurrogateOfInputGradients()
    {
        using var scope = NewDisposeScope();
        using var inputs = Inputs();
        using var policy = NewPolicy();
        var rollout = LogitGram.Of(policy, inputs.Inputs).Select(gram => gram.Logits).ToArray();
        using var trainer = new Trainer(policy, inputs, new PpoSurrogate(0.1), Options, new RandomStreams(1));
        for (var step = 0; step < 30; step++)
        {
            trainer.Step([.. Enumerable.Range(0, 40).Select(i => (long)i)]);
        }

        var surrogates = InputGradients.Of(policy, inputs, new GradientOptions { Clip = 0.1, RolloutLogits = rollout }).ToArray();
        var norms = GradientLoop.Norms(policy, inputs.Inputs, (logits, i) => new PpoSurrogate(0.1).PerInput(new PolicyBatch(
            nn.functional.log_softmax(logits, -1), inputs.Rewards[i], inputs.Targets[i],
            RolloutLogProbabilities: nn.functional.log_softmax(tensor(rollout[i].ToArray()), -1))).sum());
        Assert.All(norms, (norm, i) => Assert.Equal(norm, surrogates[i].Surrogate, 1e-5));
        Assert.Equal(norms[^1], trainer.Step([39]).data<double>()[5], 1e-5);
        Assert.Contains(surrogates, input => input.Surrogate < 1e-12);
        Assert.Contains(surrogates, input => input.Surrogate > 1e-3);
    }

    [Fact]
    public void Run_ppoIterations_beginAtTheFreshRolloutPolicy()
    {
        var (log, _) = Train(new PpoSurrogate(), Options with { Epochs = 6, BatchSize = 64, EpochsPerRollout = 3 });
        Assert.All([0, 3], epoch => Assert.Equal(0, log["reg_objective_value"][epoch], 1e-6));
        Assert.All([1, 2, 4, 5], epoch => Assert.True(log["reg_objective_value"][epoch] > 1e-4));
    }

    [Fact]
    public void Run_observer_seesEveryInputBeforeAndAtLoggedEpochsAndChangesNothing()
    {
        var seen = new List<(int Epoch, PolicyEvaluation Evaluation)>();
        var options = Options with { Epochs = 5, LogEvery = 2 };
        using var inputs = Inputs();
        using var policy = NewPolicy();
        var start = PolicyEvaluation.Of(policy, inputs);
        using var trainer = new Trainer(policy, inputs, new ExpectedReward(), options, new RandomStreams(1), inputs) { Observer = (epoch, evaluation) => seen.Add((epoch, evaluation)) };
        trainer.Run();
        Assert.Equal([0, 1, 2, 4, 5], seen.Select(one => one.Epoch));
        Assert.Equal(start.RewardMean, seen[0].Evaluation.RewardMean);
        Assert.Equal(PolicyEvaluation.Of(policy, inputs).RewardStd, seen[^1].Evaluation.RewardStd);
        Assert.Equal(Train(new ExpectedReward(), options).Parameters, policy.Parameters.ToArray());
    }

    [Fact]
    public void Run_klToTheInitialPolicy_keepsThePolicyClose()
    {
        var free = Train(new ExpectedReward(), Options with { Epochs = 30 });
        var held = Train(new ExpectedReward(), Options with { Epochs = 30, KlCoefficient = 10 });
        Assert.Equal(0, held.Log["kl_reg"][0], 0.05);
        Assert.True(held.Log.Last("reward") < free.Log.Last("reward") - 0.1);
    }

    [Fact]
    public void Run_klToUniform_isLogKMinusEntropy()
    {
        using var scope = NewDisposeScope();
        using var inputs = Inputs();
        using var policy = NewPolicy();
        var logP = policy.LogProbabilities(inputs.Inputs);
        var expected = Math.Log(3) + (logP.exp() * logP).sum(-1).mean().item<double>();
        using var trainer = new Trainer(
            policy, inputs, new Supervised(), Options with { KlCoefficient = 1, KlReference = KlReference.Uniform }, new RandomStreams(1));
        Assert.Equal(expected, trainer.Step([.. Enumerable.Range(0, 40).Select(i => (long)i)]).data<double>()[3], 1e-7);
    }

    [Fact]
    public void Run_highTemperature_startsNearTheUniformPolicy()
    {
        var (log, _) = Train(new ExpectedReward(), Options with { Epochs = 1, BatchSize = 64, Temperature = 1e6 });
        Assert.Equal(-1.0 / 3, log["reward"][0], 1e-4);
    }

    [Fact]
    public void Run_cancelled_keepsTheLogSoFar()
    {
        using var inputs = Inputs();
        using var policy = NewPolicy();
        using var source = new CancellationTokenSource();
        using var trainer = new Trainer(policy, inputs, new Supervised(), Options with { Epochs = 1000 }, new RandomStreams(1));
        var progress = new Stop(source, epoch: 3);
        Assert.Throws<OperationCanceledException>(() => trainer.Run(progress, source.Token));
        Assert.Equal(3, trainer.Log.Count);
    }

    [Fact]
    public void Run_valuesThatOverflow_reportDivergence()
    {
        using var inputs = Inputs(scale: 1e300);
        using var policy = NewPolicy();
        using var trainer = new Trainer(policy, inputs, new ExpectedReward(), Options, new RandomStreams(1));
        var exception = Assert.Throws<DivergedException>(() => trainer.Run());
        Assert.Contains("epoch 1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_policyWithoutMemory_namesTheBatchSizeAndCannotBeCaptured()
    {
        using var inputs = Inputs();
        using var policy = Policy.From(new Absurd());
        using var trainer = new Trainer(policy, inputs, new Supervised(), Options, new RandomStreams(1));
        var exception = Assert.Throws<TrainingMemoryException>(() => trainer.Run());
        Assert.Contains("Lower BatchSize of TrainerOptions", exception.Message, StringComparison.Ordinal);
        Assert.Contains("a step of epoch 1", Assert.Throws<InvalidOperationException>(trainer.Capture).Message, StringComparison.Ordinal);
    }

    private sealed class Absurd : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Parameter _weight = new(zeros(4, 3));

        public Absurd()
            : base("absurd") => register_parameter("weight", _weight);

        public override Tensor forward(Tensor input) => input.mm(_weight) + empty(1L << 48, 3);
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
}
