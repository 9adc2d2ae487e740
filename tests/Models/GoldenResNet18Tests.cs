using TorchSharp;
using VanishingGradients.Finetuning;
using VanishingGradients.Golden;
using VanishingGradients.Models.Safetensors;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>The paper's CIFAR10 policy against torchvision's.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenResNet18Tests
{
    private const double Tolerance = 1e-4;

    // In float32 some gradients of a training pass lie farther off on some processors (seen: 0.5 % of the largest entry); in float64 none does.
    // Probably an activation within rounding of 0, which the last stage, normalising over 16 values, passes on; that was not traced.
    private const double RoundedGradientTolerance = 1e-2;

    public static TheoryData<string> Folders => [.. GoldenData.GoldenFolders("resnet18")];

    public static TheoryData<string, ScalarType> FoldersAndTypes =>
        [.. from folder in GoldenData.GoldenFolders("resnet18") from type in new[] { ScalarType.Float32, ScalarType.Float64 } select (folder, type)];

    [Theory]
    [MemberData(nameof(FoldersAndTypes))]
    public void Forward_runningStatistics_logitsLossAndGradientsEqualTorchvision(string folder, ScalarType type) =>
        Compare(folder, "eval", type, policy => policy.eval());

    [Theory]
    [MemberData(nameof(FoldersAndTypes))]
    public void Forward_batchStatistics_logitsLossGradientsAndBuffersEqualTorchvision(string folder, ScalarType type) =>
        Compare(folder, "train", type, policy => policy.train());

    [Theory]
    [MemberData(nameof(Folders))]
    public void Adam_trainingSteps_lossesEqualTorchvision(string folder)
    {
        using var scope = NewDisposeScope();
        using var reference = new GoldenReference(GoldenData.GoldenFolder(folder));
        var (policy, inputs, labels) = Filled(reference);
        using var adam = new Adam(new AdamOptions(1e-3));
        var parameters = policy.Parameters;
        policy.train();
        var expected = reference.Numbers("train.losses_adam_lr1e3");
        for (var step = 0; step < expected.Length; step++)
        {
            var loss = nn.functional.cross_entropy(policy.call(inputs), labels);
            Assert.Equal(1, loss.item<float>() / expected[step], step == 0 ? Tolerance : 0.02);
            adam.Step(parameters.Values, parameters.Gradient(loss));
        }
    }

    private static void Compare(string folder, string mode, ScalarType type, Action<ResNet18> setMode)
    {
        using var scope = NewDisposeScope();
        using var reference = new GoldenReference(GoldenData.GoldenFolder(folder));
        var (policy, inputs, labels) = Filled(reference);
        policy.to(type);
        setMode(policy);
        var gradientTolerance = type == ScalarType.Float32 && mode == "train" ? RoundedGradientTolerance : Tolerance;
        var logits = policy.call(inputs.to(type));
        var loss = nn.functional.cross_entropy(logits, labels);
        loss.backward();

        reference.Near($"{mode}.logits", logits, Tolerance);
        Assert.Equal(1, loss.to(ScalarType.Float64).item<double>() / reference.Number($"{mode}.loss"), Tolerance);
        var gradients = policy.named_parameters().ToDictionary(parameter => parameter.name, parameter => parameter.parameter.grad!);
        var norms = reference.NumbersByName($"{mode}.grad_norms");
        Assert.Equal(norms.Keys.Order(), gradients.Keys.Order());
        Assert.All(norms, norm => Assert.Equal(1, gradients[norm.Key].norm().to(ScalarType.Float64).item<double>() / norm.Value, gradientTolerance));
        Assert.All(reference.NamesAfter($"{mode}.grad."), name => reference.Near($"{mode}.grad.{name}", gradients[name], gradientTolerance));
        var buffers = policy.named_buffers().ToDictionary(buffer => buffer.name, buffer => buffer.buffer);
        Assert.All(reference.NamesAfter($"{mode}.after."), name => reference.Near($"{mode}.after.{name}", buffers[name], Tolerance));
        Assert.Equal(mode == "train" ? 1 : 0, buffers["bn1.num_batches_tracked"].item<long>());
    }

    private static (ResNet18 Policy, Tensor Inputs, Tensor Labels) Filled(GoldenReference reference)
    {
        using var initialisation = new RandomStreams(0).Open(RandomStreams.Initialisation);
        var policy = new ResNet18(10, initialisation);
        var values = policy.state_dict().ToDictionary(entry => entry.Key, entry => zeros_like(entry.Value));
        foreach (var fill in reference.Json.GetProperty("fill").EnumerateObject())
        {
            long[] shape = [.. fill.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
            var (scale, offset) = (fill.Value.GetProperty("scale").GetDouble(), fill.Value.GetProperty("offset").GetDouble());
            values[fill.Name] = FormulaFill.Values(fill.Name, shape, scale, offset);
            var squares = values[fill.Name].to(ScalarType.Float64).square().sum().item<double>();
            Assert.Equal(1, squares / fill.Value.GetProperty("sumsq").GetDouble(), 1e-9);
        }

        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder["filled.safetensors"], values);
        using var file = SafetensorsFile.Open(folder["filled.safetensors"]);
        file.LoadInto(policy);
        var count = reference.Json.GetProperty("n").GetInt32();
        long[] labels = [.. FormulaFill.Uniform("labels", count).Select(u => (long)(u * 10))];
        Assert.Equal(reference.Numbers("labels"), labels.Select(label => (double)label));
        return (policy, FormulaFill.Values("input", [count, 3, 32, 32], scale: 1.7), tensor(labels));
    }
}
