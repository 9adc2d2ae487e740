using static TorchSharp.torch;

namespace VanishingGradients.Models.Safetensors;

/// <summary>The number types of the format that libtorch has too.</summary>
internal static class SafetensorsTypes
{
    private static readonly (string Name, ScalarType Type, int Bytes)[] All =
    [
        ("F64", ScalarType.Float64, 8),
        ("F32", ScalarType.Float32, 4),
        ("F16", ScalarType.Float16, 2),
        ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8),
        ("I32", ScalarType.Int32, 4),
        ("I16", ScalarType.Int16, 2),
        ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1),
        ("BOOL", ScalarType.Bool, 1),
    ];

    internal static string Names { get; } = string.Join(", ", All.Select(type => type.Name));

    internal static ScalarType? Find(string? name) =>
        All.Where(type => type.Name == name).Select(type => (ScalarType?)type.Type).FirstOrDefault();

    internal static string? Name(ScalarType type) => All.FirstOrDefault(known => known.Type == type).Name;

    internal static int Bytes(ScalarType type) => All.First(known => known.Type == type).Bytes;
}
