using static TorchSharp.torch;

namespace VanishingGradients.Models.Safetensors;

/// <summary>What the header of a safetensors file says of one tensor.</summary>
/// <param name="Name">Name, unique in the file.</param>
/// <param name="Type">Type of the numbers.</param>
/// <param name="Shape">Shape, row-major; empty for a scalar.</param>
/// <param name="Begin">Where its numbers begin, in bytes after the header.</param>
/// <param name="End">Where its numbers end, in bytes after the header.</param>
public sealed record SafetensorsEntry(string Name, ScalarType Type, IReadOnlyList<long> Shape, long Begin, long End);
