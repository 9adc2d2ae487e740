using System.Text.Json;
using VanishingGradients.Data;
using VanishingGradients.Models;
using VanishingGradients.Models.Safetensors;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Golden;

/// <summary>A perceptron filled by formula, its inputs, and the values that PyTorch gives for them.</summary>
internal sealed class GoldenMlp : IDisposable
{
    private static readonly string[] Names = ["0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias"];

    private readonly JsonElement _numbers;
    private readonly SafetensorsFile _tensors;

    internal GoldenMlp(string folder)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        _numbers = json.RootElement.Clone();
        _tensors = SafetensorsFile.Open(Path.Combine(folder, "expected.safetensors"));
        using var initialisation = new RandomStreams(0).Open(RandomStreams.Initialisation);
        Policy = new Mlp([784, 250, 100, 10], initialisation);
        Policy.Parameters.Set([.. Names.SelectMany(Filled)]);
        Labels = [.. FormulaFill.Uniform("labels", 64).Select(u => (int)(u * 10))];
    }

    internal Mlp Policy { get; }

    internal int[] Labels { get; }

    internal double[] this[string tensor] => [.. _tensors[tensor].to(ScalarType.Float64).data<double>()];

    internal double[] Numbers(string name) => [.. _numbers.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];

    internal double Number(string name) => _numbers.GetProperty(name).GetDouble();

    internal double Norm(string parameter) => _numbers.GetProperty("batch_mean_nll_grad_norms").GetProperty(parameter).GetDouble();

    /// <summary>Where a parameter lies in the policy's vector of all parameters.</summary>
    internal static Range Place(string parameter)
    {
        int[] sizes = [250 * 784, 250, 100 * 250, 100, 10 * 100, 10];
        var position = Array.IndexOf(Names, parameter);
        var start = sizes[..position].Sum();
        return start..(start + sizes[position]);
    }

    internal static IEnumerable<string> Parameters => Names;

    /// <summary>The inputs with reward +1 for the label and -1 for other outputs.</summary>
    internal EnumerableInputs SignedInputs() => Inputs((i, k) => k == Labels[i] ? 1 : -1);

    /// <summary>The inputs with the rewards of the table.</summary>
    internal EnumerableInputs TableInputs()
    {
        var table = this["reward_table"];
        return Inputs((i, k) => table[i * 10 + k]);
    }

    private EnumerableInputs Inputs(Func<int, int, double> reward)
    {
        var (rewards, targets) = (new double[64, 10], new double[64, 10]);
        for (var i = 0; i < 64; i++)
        {
            targets[i, Labels[i]] = 1;
            for (var k = 0; k < 10; k++)
            {
                rewards[i, k] = reward(i, k);
            }
        }

        return new EnumerableInputs(FormulaFill.Values("mlp.input", [64, 784], scale: 1), rewards, targets);
    }

    public void Dispose()
    {
        Policy.Dispose();
        _tensors.Dispose();
    }

    private float[] Filled(string name)
    {
        var fill = _numbers.GetProperty("fill").GetProperty(name);
        long[] shape = [.. fill.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        using var values = FormulaFill.Values(
            fill.GetProperty("hash_name").GetString()!, shape, fill.GetProperty("scale").GetDouble(), fill.GetProperty("offset").GetDouble());
        Assert.Equal(fill.GetProperty("sumsq").GetDouble(), values.to(ScalarType.Float64).square().sum().item<double>(), 1e-6);
        return [.. values.data<float>()];
    }
}
