using static TorchSharp.torch;

namespace VanishingGradients.Torch;

public sealed class ParameterVectorTests
{
    [Fact]
    public void Values_changed_changeTheModule()
    {
        using var module = nn.Linear(3, 2);
        using var vector = new ParameterVector(module);
        vector.Set([1, 2, 3, 4, 5, 6, 10, 20]);
        using var output = module.call(ones(1, 3));
        Assert.Equal([16f, 35f], output.data<float>().ToArray());
        Assert.Equal(8, vector.Count);
    }

    [Fact]
    public void Gradient_ofScalar_equalsBackward()
    {
        using var module = nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 2));
        using var vector = new ParameterVector(module);
        using var inputs = randn(5, 4);
        using var gradient = vector.Gradient(module.call(inputs).square().sum());
        module.call(inputs).square().sum().backward();
        var expected = module.parameters().SelectMany(parameter => parameter.grad!.data<float>().ToArray()).ToArray();
        Assert.Equal(expected, gradient.data<float>().ToArray());
    }

    [Fact]
    public void Gradient_ofSomethingElse_throws()
    {
        using var module = nn.Linear(1, 1);
        using var before = module.call(ones(1, 1)).sum();
        using var vector = new ParameterVector(module);
        Assert.Throws<InvalidOperationException>(() => vector.Gradient(before));
    }

    [Fact]
    public void Gradient_noScalarOrNoGraph_throwsInsteadOfEndingTheProcess()
    {
        using var module = nn.Linear(1, 1);
        using var vector = new ParameterVector(module);
        Assert.Throws<ArgumentException>(() => vector.Gradient(ones(1)));
        Assert.Throws<ArgumentException>(() => vector.Gradient(module.call(ones(2, 1))));
    }

    [Fact]
    public void Set_wrongLengthOrNotFinite_throws()
    {
        using var module = nn.Linear(1, 1);
        using var vector = new ParameterVector(module);
        Assert.Throws<ArgumentException>(() => vector.Set([1]));
        var exception = Assert.Throws<ArgumentException>(() => vector.Set([1, float.NaN]));
        Assert.Contains("value 1 is NaN", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void New_moduleWithoutParameters_throws()
    {
        using var module = nn.ReLU();
        Assert.Throws<ArgumentException>(() => new ParameterVector(module));
    }
}
