using TorchSharp;
using VanishingGradients.Analysis.Gradients;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Models;

public sealed class ResNet18Tests
{
    [Fact]
    public void New_initialisation_followsTorchvision()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (Draw(1), Draw(1));
        Assert.Equal(11_181_642, first.Parameters.Count);
        Assert.True(first.Parameters.Values.equal(second.Parameters.Values).all().item<bool>());
        var values = first.state_dict();
        Spread("conv1.weight", Math.Sqrt(2.0 / (64 * 49)));
        Spread("layer2.0.downsample.0.weight", Math.Sqrt(2.0 / 128));
        Spread("layer4.1.conv2.weight", Math.Sqrt(2.0 / (512 * 9)));
        Spread("fc.weight", Math.Sqrt(1.0 / 512 / 3));
        Assert.InRange(values["fc.bias"].abs().max().item<float>(), 0.02, 1 / Math.Sqrt(512));
        Assert.True(values["layer3.1.bn2.weight"].eq(1).all().item<bool>());
        Assert.True(values["layer3.1.bn2.bias"].eq(0).all().item<bool>());

        void Spread(string name, double std)
        {
            Assert.Equal(1, values[name].std().item<float>() / std, 0.03);
            Assert.InRange(values[name].mean().item<float>(), -0.05 * std, 0.05 * std);
        }
    }

    [Fact]
    public void New_noOutput_throws()
    {
        using var generator = new RandomStreams(1).Open(RandomStreams.Initialisation);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ResNet18(0, generator));
    }

    [Theory]
    [InlineData(ScalarType.Float32, 2, 784)]
    [InlineData(ScalarType.Float32, 2, 1, 28, 28)]
    [InlineData(ScalarType.Float32, 3, 32, 32)]
    [InlineData(ScalarType.Float64, 2, 3, 32, 32)]
    public void Forward_otherInputs_tellsWhatItReads(ScalarType type, params int[] shape)
    {
        using var policy = Draw(1);
        using var inputs = ones([.. shape.Select(size => (long)size)], dtype: type);
        var message = Assert.Throws<ArgumentException>(() => policy.call(inputs)).Message;
        Assert.Contains($"resnet18 reads Float32 colour pictures of shape [B, 3, H, W]; given is {type} [{string.Join(", ", shape)}].", message);
    }

    [Fact]
    public void Forward_trainingMode_mixesTheInputsOfABatch()
    {
        using var scope = NewDisposeScope();
        var policy = Draw(1);
        Assert.True(policy.MixesInputs);
        var (one, other) = (ones(1, 3, 32, 32), full([1, 3, 32, 32], -1));
        policy.train();
        Assert.False(policy.call(cat([one, other]))[0].allclose(policy.call(cat([one, one]))[0]));
        policy.eval();
        Assert.True(policy.call(cat([one, other]))[0].allclose(policy.call(cat([one, one]))[0]));
    }

    [Fact]
    public void Forward_oneSmallPictureInTrainingMode_saysThatItHasNoVariance()
    {
        using var scope = NewDisposeScope();
        var policy = Draw(1);
        policy.train();
        Assert.Contains("at least two inputs", Assert.Throws<ArgumentException>(() => policy.call(ones(1, 3, 32, 32))).Message, StringComparison.Ordinal);
        Assert.Equal([1L, 10L], policy.call(ones(1, 3, 64, 64)).shape);
    }

    [Fact]
    public void InputGradients_evaluationMode_equalTheLoopOfBackwardPasses()
    {
        using var scope = NewDisposeScope();
        var policy = Draw(2);
        policy.to(ScalarType.Float64);
        var pictures = randn(3, 3, 32, 32, dtype: ScalarType.Float64, generator: new RandomStreams(5).Open("pictures"));
        policy.train();
        using (no_grad())
        {
            // So that running statistics are not the initial ones.
            policy.call(pictures * 2 + 1);
        }

        double[] direction = [0.3, -1, 0.5, 2, 0, 1, -2, 0.1, 0.7, -0.4];
        var grams = LogitGram.Of(policy, pictures).ToArray();
        var loop = GradientLoop.Norms(policy, pictures, (logits, _) => (logits[0] * tensor(direction)).sum());
        Assert.All(loop, (expected, i) => Assert.Equal(1, grams[i].Norm(direction) / expected, 1e-9));
        policy.train();
        Assert.Null(policy.Trace(pictures));
    }

    private static ResNet18 Draw(long seed)
    {
        using var generator = new RandomStreams(seed).Open(RandomStreams.Initialisation);
        return new ResNet18(10, generator);
    }
}
