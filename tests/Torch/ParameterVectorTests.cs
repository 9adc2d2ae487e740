using VanishingGradients.Models.Language.T5;
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
    public void WriteGradient_putInPlaceOrAdded_isTheGradient()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 2));
        using var vector = new ParameterVector(module);
        var inputs = randn(5, 4);
        Tensor Scalar() => module.call(inputs).square().sum();
        var expected = vector.Gradient(Scalar());
        var target = full([vector.Count], double.NaN, ScalarType.Float32);
        vector.WriteGradient(Scalar(), target);
        Assert.True(target.Equals(expected));
        vector.WriteGradient(Scalar(), target, isAdded: true);
        Assert.True(target.Equals(expected * 2));
    }

    [Fact]
    public void Gradient_afterABackwardPassOfTheCaller_isNotAddedToIt()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Linear(2, 1);
        using var vector = new ParameterVector(module);
        Tensor Scalar() => module.call(ones(1, 2)).sum();
        Scalar().backward();
        Assert.Equal([1f, 1f, 1f], vector.Gradient(Scalar()).data<float>().ToArray());
    }

    [Fact]
    public void New_parametersOfTwoTypes_namesBoth()
    {
        using var module = nn.Sequential(nn.Linear(1, 1), nn.Linear(1, 1, dtype: ScalarType.Float64));
        var message = Assert.Throws<ArgumentException>(() => new ParameterVector(module)).Message;
        Assert.Contains("'0.weight' is Float32 on cpu, but '1.weight' is Float64", message, StringComparison.Ordinal);
    }

    [Fact]
    public void WeightRanges_tableOfRelativePositions_isABias()
    {
        using var stream = new RandomStreams(1).Open(RandomStreams.Initialisation);
        var shape = new T5Options { EncoderLayers = 1, DecoderLayers = 1, Hidden = 4, Heads = 2, HeadWidth = 2, FeedForwardWidth = 3, Vocabulary = 6 };
        using var model = new T5Model(shape, stream);
        var decayed = model.Parameters.WeightRanges().Sum(range => range.Count);
        Assert.Equal(
            model.named_parameters().Where(named => named.parameter.dim() == 2 && !named.name.Contains("relative_attention_bias")).Sum(named => named.parameter.numel()),
            decayed);
        Assert.Contains(model.named_parameters(), named => named.name.EndsWith("relative_attention_bias.weight", StringComparison.Ordinal));
    }

    [Fact]
    public void WriteGradient_parameterWithoutInfluence_getsZeros()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Linear(1, 1);
        using var vector = new ParameterVector(module);
        var target = ones(2);
        vector.WriteGradient(vector.Values.narrow(0, 0, 0).sum() + module.weight!.sum() * 3, target);
        Assert.Equal([3f, 0f], target.data<float>().ToArray());
    }

    [Fact]
    public void Gradient_secondDerivativeOfAModuleThatHasNone_throwsInsteadOfEndingTheProcess()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Linear(1, 1);
        using var vector = new ParameterVector(module, () => false);
        Assert.Throws<InvalidOperationException>(() => vector.Gradient(module.call(ones(1, 1)).sum(), differentiable: true));
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
