using System.Text;
using VanishingGradients.Notebook;
using static TorchSharp.torch;

namespace VanishingGradients.Golden;

/// <summary>The formula that the reference models are filled with: the same numbers here and there, with no file of weights.</summary>
internal static class FormulaFill
{
    /// <summary>float32 values offset + scale · (2u − 1), with u in [0, 1) from the name and the position.</summary>
    internal static Tensor Values(string name, long[] shape, double scale, double offset = 0) =>
        tensor(Uniform(name, shape.Aggregate(1L, (product, size) => product * size)).Select(u => (float)(offset + scale * (2 * u - 1))).ToArray(), shape);

    /// <summary>u of every position.</summary>
    internal static IEnumerable<double> Uniform(string name, long count)
    {
        var key = (ulong)PalettePng.Checksum(Encoding.UTF8.GetBytes(name)) << 32;
        for (var i = 0UL; i < (ulong)count; i++)
        {
            var z = unchecked(i + key + 0x9E3779B97F4A7C15);
            z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
            z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
            z ^= z >> 31;
            yield return (z >> 11) * Math.ScaleB(1, -53);
        }
    }
}
