using System.Text.Json;
using VanishingGradients.Models.Safetensors;
using static TorchSharp.torch;

namespace VanishingGradients.Golden;

/// <summary>The numbers and tensors of one folder of reference values.</summary>
internal sealed class GoldenReference : IDisposable
{
    private readonly SafetensorsFile _tensors;

    internal GoldenReference(string folder)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        Json = json.RootElement.Clone();
        _tensors = SafetensorsFile.Open(Path.Combine(folder, "expected.safetensors"));
    }

    internal JsonElement Json { get; }

    internal Tensor this[string name] => _tensors[name];

    /// <summary>Names of the sets of tensors, each with inputs of its own.</summary>
    internal IEnumerable<string> Sets =>
        _tensors.Entries.Keys.Where(name => name.EndsWith(".input_ids", StringComparison.Ordinal)).Select(name => name.Split('.')[0]);

    /// <summary>Names of the tensors that begin like this, without that beginning.</summary>
    internal IEnumerable<string> NamesAfter(string beginning) =>
        _tensors.Entries.Keys.Where(name => name.StartsWith(beginning, StringComparison.Ordinal)).Select(name => name[beginning.Length..]);

    internal double Number(string name) => Json.GetProperty(name).GetDouble();

    internal double[] Numbers(string name) => [.. Json.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];

    internal Dictionary<string, double> NumbersByName(string name) =>
        Json.GetProperty(name).EnumerateObject().ToDictionary(number => number.Name, number => number.Value.GetDouble());

    /// <summary>Whether a tensor lies within a tolerance, relative to the largest entry of the expected one.</summary>
    internal void Near(string name, Tensor actual, double tolerance)
    {
        using var scope = NewDisposeScope();
        var expected = _tensors[name].to(ScalarType.Float64);
        Assert.Equal(expected.shape, actual.shape);
        var farthest = (actual.detach().to(ScalarType.Float64) - expected).abs().max().item<double>();
        var allowed = tolerance * expected.abs().max().item<double>() + 1e-6;
        Assert.True(farthest <= allowed, $"'{name}' is off by {farthest}; {allowed} is allowed.");
    }

    public void Dispose() => _tensors.Dispose();
}
