using VanishingGradients.Data;
using VanishingGradients.Models;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>A training that is captured, thrown away and continued by another trainer ends with the bits of one that never stopped.</summary>
public sealed class TrainerResumeTests
{
    // Three batches in an epoch: a capture falls at the beginning, inside and at the end of epochs.
    private static readonly TrainerOptions Options = new()
    {
        Epochs = 6,
        BatchSize = 16,
        LogEvery = 2,
        EpochsPerRollout = 3,
        Optimizer = new AdamOptions(1e-2),
    };

    public static TheoryData<Objective, TrainerOptions> Cases => new()
    {
        { new ExpectedReward(), Options },
        { new Supervised(), Options with { Optimizer = new SgdOptions(0.1) } },
        { new Reinforce(), Options with { KlCoefficient = 0.1, Schedule = new LearningRateSchedule(ScheduleShape.Cosine, 2), MaxGradientNorm = 0.5 } },
        { new PpoSurrogate(), Options with { Optimizer = new AdamOptions(1e-2, weightDecay: 0.1), KlCoefficient = 0.1, KlReference = KlReference.Uniform } },
    };

    private static EnumerableInputs Inputs(bool groups = true)
    {
        using var generator = new RandomStreams(5).Open("inputs");
        var rewards = new double[40, 3];
        var targets = new double[40, 3];
        for (var i = 0; i < 40; i++)
        {
            for (var k = 0; k < 3; k++)
            {
                (rewards[i, k], targets[i, k]) = i % 3 == k ? (1, 1) : (-1, 0);
            }
        }

        return new EnumerableInputs(randn(40, 4, generator: generator), rewards, targets, [.. Enumerable.Range(0, 40).Select(i => groups && i % 4 == 0)]);
    }

    private static Policy NewPolicy(bool normalises)
    {
        using var generator = new RandomStreams(9).Open(RandomStreams.Initialisation);
        return normalises
            ? Policy.From(nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.Linear(6, 3)), generator, mixesInputs: true)
            : new Mlp([4, 8, 3], generator);
    }

    private static void Compare(Objective objective, TrainerOptions options, bool normalises)
    {
        // A group with a single input in a batch has no variance to normalise by.
        using var inputs = Inputs(groups: !normalises);
        using var policy = NewPolicy(normalises);
        using var trainer = new Trainer(policy, inputs, objective, options, new RandomStreams(1), inputs);
        trainer.Run();
        using var expected = PolicyState.Of(policy);

        for (var stopAfter = 0; stopAfter <= 18; stopAfter += 2)
        {
            using var started = NewPolicy(normalises);
            using var first = new Trainer(started, inputs, objective, options, new RandomStreams(1), inputs);
            using var source = new CancellationTokenSource();
            var steps = 0;
            first.BetweenSteps = () =>
            {
                if (steps++ == stopAfter)
                {
                    source.Cancel();
                }
            };
            if (stopAfter < 18)
            {
                Assert.Throws<OperationCanceledException>(() => first.Run(cancellation: source.Token));
            }
            else
            {
                first.Run();
            }

            using var state = first.Capture();

            // Other streams and another start: everything has to come from the state.
            using var continued = NewPolicy(normalises);
            using var second = new Trainer(continued, inputs, objective, options, new RandomStreams(2), inputs);
            second.Step([1, 2, 3]).Dispose();
            second.Restore(state, first.Log);
            second.Run();
            using var actual = PolicyState.Of(continued);
            Assert.All(expected.Tensors, entry => Assert.True(entry.Value.equal(actual.Tensors[entry.Key]).all().item<bool>(), $"{entry.Key} after {stopAfter} steps"));
            Assert.All(trainer.Log.Names, name => Assert.Equal(trainer.Log[name], second.Log[name]));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Restore_capturedAtAnyStep_continuesBitForBit(Objective objective, TrainerOptions options) =>
        Compare(objective, options, normalises: false);

    [Fact]
    public void Restore_policyWithBuffers_continuesBitForBit() => Compare(new Supervised(), Options, normalises: true);

    [Fact]
    public void Restore_logOfAnotherMoment_saysSo()
    {
        using var inputs = Inputs();
        using var policy = NewPolicy(normalises: false);
        using var trainer = new Trainer(policy, inputs, new Supervised(), Options, new RandomStreams(1));
        using var state = trainer.Capture();
        trainer.Run();
        var error = Assert.Throws<ArgumentException>(() => trainer.Restore(state, trainer.Log));
        Assert.Contains("4 rows, but the state was captured after 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Restore_stateOfAnotherPolicy_namesTheParameter()
    {
        using var inputs = Inputs();
        using var policy = NewPolicy(normalises: false);
        using var other = NewPolicy(normalises: true);
        using var trainer = new Trainer(policy, inputs, new Supervised(), Options, new RandomStreams(1));
        using var otherTrainer = new Trainer(other, inputs, new Supervised(), Options, new RandomStreams(1));
        using var state = trainer.Capture();
        Assert.Contains("is in only one of the policy", Assert.Throws<ArgumentException>(() => otherTrainer.Restore(state, trainer.Log)).Message, StringComparison.Ordinal);
    }
}
