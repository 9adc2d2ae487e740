using System.Text.Json;
using TorchSharp;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

public sealed class OptimizerTests
{
    [Fact]
    public void Adam_tenSteps_equalTheStockOptimiser() =>
        Compare(parameters => optim.Adam([parameters], 1e-2), new AdamOptions(1e-2));

    [Fact]
    public void AdamWithWeightDecay_tenSteps_equalTheStockAdamW() =>
        Compare(parameters => optim.AdamW([parameters], 1e-2, weight_decay: 0.3), new AdamOptions(1e-2, weightDecay: 0.3));

    [Fact]
    public void Sgd_tenSteps_equalTheStockOptimiser() =>
        Compare(parameters => optim.SGD([parameters], 1e-2), new SgdOptions(1e-2));

    public static TheoryData<OptimizerOptions> Kinds => [new AdamOptions(0.05, weightDecay: 0.1), new SgdOptions(0.3)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ImportState_exportedAfterThreeSteps_continuesWithTheSameBits(OptimizerOptions options)
    {
        using var scope = NewDisposeScope();
        var (through, resumed) = (ones(50), ones(50));
        var gradients = Enumerable.Range(0, 6).Select(step => linspace(-1, step, 50)).ToArray();
        using var module = nn.Linear(49, 1);
        using var vector = new ParameterVector(module);
        using var first = options.Create(vector);
        using var second = options.Create(vector);
        foreach (var gradient in gradients[..3])
        {
            first.Step(through, gradient);
        }

        resumed.copy_(through);
        using (var state = first.ExportState())
        {
            second.ImportState(state);
        }

        foreach (var gradient in gradients[3..])
        {
            first.Step(through, gradient);
            second.Step(resumed, gradient);
        }

        Assert.Equal(6, second.Steps);
        Assert.Equal(through.data<float>().ToArray(), resumed.data<float>().ToArray());
    }

    [Fact]
    public void ImportState_ofAnotherKind_throwsAndNamesTheTensors()
    {
        using var scope = NewDisposeScope();
        using var adam = new Adam(new AdamOptions());
        using var sgd = new Sgd(new SgdOptions());
        sgd.Step(ones(3), ones(3));
        using var state = sgd.ExportState();
        Assert.Contains("mean, square", Assert.Throws<ArgumentException>(() => adam.ImportState(state)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_withWeightDecay_leavesBiasesAndNormalisationAlone()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Sequential(nn.Linear(2, 2), nn.LayerNorm(2));
        using var vector = new ParameterVector(module);
        using var adam = new AdamOptions(0.1, weightDecay: 0.5).Create(vector);
        var before = vector.ToArray();
        adam.Step(vector.Values, zeros(vector.Count));
        Assert.Equal(before.Select((value, i) => i < 4 ? value * 0.95f : value), vector.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData(2, ScalarType.Float32)]
    [InlineData(3, ScalarType.Float64)]
    public void Step_gradientOfAnotherLengthOrType_throwsAndChangesNothing(int count, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var adam = new Adam(new AdamOptions());
        var parameters = ones(3);
        var error = Assert.Throws<ArgumentException>(() => adam.Step(parameters, ones(count, dtype: type)));
        Assert.Contains($"{count} values of {type}", error.Message, StringComparison.Ordinal);
        Assert.Equal([1, 1, 1], parameters.data<float>().ToArray());
        Assert.Equal(0, adam.Steps);
    }

    [Fact]
    public void OptimizerOptions_asJson_comeBackEqual()
    {
        OptimizerOptions[] all = [new AdamOptions(1e-3, 0.8, 0.9, 1e-6, 0.01), new SgdOptions(0.5)];
        var json = JsonSerializer.Serialize(all);
        Assert.Contains("\"kind\":\"adam\"", json, StringComparison.Ordinal);
        Assert.Equal(all, JsonSerializer.Deserialize<OptimizerOptions[]>(json)!);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void New_badLearningRate_throws(double learningRate)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamOptions(learningRate));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SgdOptions(learningRate));
    }

    private static void Compare(Func<TorchSharp.Modules.Parameter, optim.Optimizer> stock, OptimizerOptions own)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStreams(3).Open("test");
        using var module = nn.Linear(200, 1, hasBias: false);
        using var vector = new ParameterVector(module);
        vector.Values.copy_(torch.rand(200, generator: random));
        var stockParameters = nn.Parameter(vector.Values.clone());
        using var stockOptimizer = stock(stockParameters);
        using var ownOptimizer = own.Create(vector);
        for (var step = 0; step < 10; step++)
        {
            var gradient = torch.rand(200, generator: random) - 0.5;
            stockParameters.grad = gradient.clone();
            stockOptimizer.step();
            ownOptimizer.Step(vector.Values, gradient);
        }

        Assert.True(vector.Values.allclose(stockParameters.detach(), 1e-6, 1e-7));
    }
}
