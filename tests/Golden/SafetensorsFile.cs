using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using static TorchSharp.torch;

namespace VanishingGradients.Golden;

/// <summary>Reference tensors of a safetensors file: the length of a JSON header (8 bytes, little-endian), the header, the numbers.</summary>
internal sealed class SafetensorsFile
{
    private readonly byte[] _numbers;
    private readonly JsonElement _header;

    internal SafetensorsFile(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var length = checked((int)BinaryPrimitives.ReadInt64LittleEndian(bytes));
        using var header = JsonDocument.Parse(bytes.AsMemory(8, length));
        (_header, _numbers) = (header.RootElement.Clone(), bytes[(8 + length)..]);
    }

    /// <summary>The tensor of a name, float32 or int64.</summary>
    internal Tensor this[string name]
    {
        get
        {
            var entry = _header.GetProperty(name);
            long[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
            int[] ends = [.. entry.GetProperty("data_offsets").EnumerateArray().Select(end => end.GetInt32())];
            var numbers = _numbers.AsSpan(ends[0], ends[1] - ends[0]);
            return entry.GetProperty("dtype").GetString() switch
            {
                "F32" => tensor(MemoryMarshal.Cast<byte, float>(numbers).ToArray(), shape),
                "I64" => tensor(MemoryMarshal.Cast<byte, long>(numbers).ToArray(), shape),
                var other => throw new NotSupportedException($"Tensor '{name}' is of type {other}; float32 or int64 is expected."),
            };
        }
    }
}
