using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Finetuning.PolicyGradient;

public sealed class PolicyGradientOptionsTests
{
    public static TheoryData<string, PolicyGradientOptions> Presets => new()
    {
        { "PPO", PolicyGradientOptions.Ppo with { TransitionsPerRollout = 64, Kl = new KlPenaltyOptions { Controller = new ProportionalKl(0.5) } } },
        { "A2C", PolicyGradientOptions.A2c with { EntropyEstimate = EntropyEstimate.Sampled, Kl = new KlPenaltyOptions { Controller = new HorizonKl(6) } } },
        { "REINFORCE", PolicyGradientOptions.Reinforce with { Advantage = new RewardAdvantage { Baseline = RewardBaseline.Mean } } },
        { "RLOO", PolicyGradientOptions.Rloo },
        { "GRPO", PolicyGradientOptions.Grpo with { Advantage = new GroupNormalizedAdvantage { Ddof = Ddof.Zero }, Loss = new ClippedLoss(0.1) { UpperClip = 0.3, DualClip = 3 } } },
        { "Dr. GRPO", PolicyGradientOptions.DrGrpo with { Optimizer = new SgdOptions(0.1) } },
    };

    [Theory]
    [MemberData(nameof(Presets))]
    public void StageMethod_asJson_comesBackTheSame(string name, PolicyGradientOptions options)
    {
        StageMethod method = new PolicyGradientMethod { Training = options };
        var json = RunJson.Write(method);
        Assert.Contains("\"kind\": \"policy-gradient\"", json, StringComparison.Ordinal);
        Assert.Equal(json, RunJson.Write(RunJson.Read<StageMethod>(name, json)));
    }

    [Fact]
    public void New_valuesOutOfRange_nameTheOption()
    {
        void Throws(string option, Action make) => Assert.Equal(option, Assert.Throws<ArgumentOutOfRangeException>(make).ParamName);
        Throws(nameof(PolicyGradientOptions.SamplesPerInput), () => _ = new PolicyGradientOptions { SamplesPerInput = 0 });
        Throws(nameof(PolicyGradientOptions.MinibatchSize), () => _ = new PolicyGradientOptions { MinibatchSize = 0 });
        Throws(nameof(PolicyGradientOptions.MaxGradientNorm), () => _ = new PolicyGradientOptions { MaxGradientNorm = double.NaN });
        Throws(nameof(PolicyGradientOptions.EntropyCoefficient), () => _ = new PolicyGradientOptions { EntropyCoefficient = -1 });
        Throws(nameof(GaeAdvantage.Lambda), () => _ = new GaeAdvantage { Lambda = 1.1 });
        Throws(nameof(ClippedLoss.Clip), () => _ = new ClippedLoss(1));
        Throws(nameof(ClippedLoss.DualClip), () => _ = new ClippedLoss { DualClip = 1 });
        Throws(nameof(ProportionalKl.Target), () => _ = new ProportionalKl(0));
    }

    [Fact]
    public void Validate_optionsThatContradictEachOther_nameTheOption()
    {
        void Throws(string option, PolicyGradientOptions options) => Assert.Equal(option, Assert.Throws<ArgumentOutOfRangeException>(options.Validate).ParamName);
        Throws(nameof(PolicyGradientOptions.SamplesPerInput), PolicyGradientOptions.Grpo with { SamplesPerInput = 1 });
        Throws(nameof(PolicyGradientOptions.SamplesPerInput), PolicyGradientOptions.Ppo with { ResamplingDraws = 2 });
        Throws(nameof(PolicyGradientOptions.TransitionsPerRollout), PolicyGradientOptions.Rloo with { TransitionsPerRollout = 10 });
    }
}
