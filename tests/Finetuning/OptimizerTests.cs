using TorchSharp;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

public sealed class OptimizerTests
{
    [Fact]
    public void Adam_tenSteps_equalTheStockOptimiser() => Compare(parameters => optim.Adam([parameters], 1e-2), () => new Adam(1e-2));

    [Fact]
    public void Sgd_tenSteps_equalTheStockOptimiser() => Compare(parameters => optim.SGD([parameters], 1e-2), () => new Sgd(1e-2));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void New_badLearningRate_throws(double learningRate)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(learningRate));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(learningRate));
    }

    private static void Compare(Func<TorchSharp.Modules.Parameter, optim.Optimizer> stock, Func<Optimizer> own)
    {
        using var scope = NewDisposeScope();
        using var random = new Torch.RandomStreams(3).Open("test");
        var start = torch.rand(200, generator: random);
        var stockParameters = nn.Parameter(start.clone());
        var ownParameters = start.clone();
        using var stockOptimizer = stock(stockParameters);
        using var ownOptimizer = own();
        for (var step = 0; step < 10; step++)
        {
            var gradient = torch.rand(200, generator: random) - 0.5;
            stockParameters.grad = gradient.clone();
            stockOptimizer.step();
            ownOptimizer.Step(ownParameters, gradient);
        }

        Assert.True(ownParameters.allclose(stockParameters.detach(), 1e-6, 1e-8));
    }
}
