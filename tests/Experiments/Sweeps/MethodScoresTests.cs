using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Experiments.Sweeps;

public sealed class MethodScoresTests
{
    private static readonly (string, string, double)[] TwoByTwo =
    [
        ("mnist", "mnist-rft", 0.1), ("mnist", "mnist-rft", 0.3),
        ("mnist", "mnist-sft", 0.2), ("mnist", "mnist-sft", 0.4),
        ("digits", "digits-rft", 0.5), ("digits", "digits-rft", 0.6),
        ("digits", "digits-sft", 0.9), ("digits", "digits-sft", 0.6),
    ];

    [Fact]
    public void Of_twoMethodsInTwoEnvironments_hasTheEnvironmentsAsTasksAndRunsAsSeeds()
    {
        var scores = MethodScores.Of(TwoByTwo);

        Assert.Equal(["rft", "sft"], scores.Keys);
        Assert.Equal(["digits", "mnist"], scores["rft"].Tasks);
        Assert.Equal([0.9, 0.6], scores["sft"][0]);
        // By hand. Digits: 0.9 beats both, 0.6 beats 0.5 and ties with 0.6: 3.5 of 4. MNIST: 0.2 beats 0.1, 0.4 both: 3 of 4.
        Assert.Equal((3.5 / 4 + 3.0 / 4) / 2, scores["sft"].ProbabilityOfImprovement(scores["rft"], new Random(1), 50).Estimate, 14);
        // The middle half of 0.1 0.3 | 0.5 0.6.
        Assert.Equal(0.4, scores["rft"].InterquartileMean(new Random(1), 50).Estimate, 14);
        // Above 0.35: both of digits, none of MNIST; both of digits, one of MNIST.
        Assert.Equal([0.5, 0.75], scores.Values.Select(method => method.Profile([0.35], new Random(1), 50)[0].Estimate));
    }

    [Fact]
    public void Of_configurationWithoutEnvironmentInItsName_isTheMethodInEveryEnvironment() =>
        Assert.Equal(["wide"], MethodScores.Of([("mnist", "wide", 1), ("mnist", "wide", 2), ("digits", "digits-wide", 1), ("digits", "digits-wide", 3)]).Keys);

    [Fact]
    public void Of_twoConfigurationsThatWouldBeOneMethod_namesThem()
    {
        var error = Assert.Throws<SweepException>(() => MethodScores.Of([("mnist", "wide", 1), ("mnist", "mnist-wide", 2)]));
        Assert.Contains("'wide' and 'mnist-wide' would both be method 'wide' in mnist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_oneSeed_isTooFew() => Assert.Throws<InsufficientSampleException>(() => MethodScores.Of([("mnist", "wide", 1)]));
}
