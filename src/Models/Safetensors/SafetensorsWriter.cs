using System.Buffers.Binary;
using System.Text.Json;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Safetensors;

/// <summary>Writes named tensors as a safetensors file.</summary>
public static class SafetensorsWriter
{
    private const int Alignment = 8;
    private const long ChunkElements = 1 << 27;

    /// <summary>Writes a file whole or not at all: an earlier file of that name stays as it was until the new one is
    /// complete.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">The tensors by name, of any device and layout. The same tensors give the same file, byte for byte.</param>
    /// <param name="metadata">Free text by name.</param>
    /// <exception cref="ArgumentException">A tensor's name is reserved, or the format has no such number type.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(tensors);
        foreach (var (name, values) in tensors)
        {
            Require(name, values);
        }

        // Wide types first, so that every tensor begins at a multiple of its number's size.
        KeyValuePair<string, Tensor>[] ordered =
        [
            .. tensors
                .OrderByDescending(tensor => SafetensorsTypes.Bytes(tensor.Value.dtype))
                .ThenBy(tensor => tensor.Key, StringComparer.Ordinal),
        ];
        var header = Header(ordered, metadata ?? new Dictionary<string, string>());
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            foreach (var (_, values) in ordered)
            {
                WriteNumbers(stream, values);
            }
        });
    }

    private static void Require(string name, Tensor values)
    {
        if (name == SafetensorsHeader.MetadataName)
        {
            throw new ArgumentException($"'{name}' is reserved by the format; a tensor needs another name.");
        }

        if (SafetensorsTypes.Name(values.dtype) is null)
        {
            throw new ArgumentException(
                $"Tensor '{name}' is of type {values.dtype}, which the format does not have; "
                + $"convert it to one of {SafetensorsTypes.Names}.");
        }
    }

    private static byte[] Header(KeyValuePair<string, Tensor>[] tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        buffer.Write(new byte[sizeof(long)]);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(SafetensorsHeader.MetadataName);
                foreach (var (name, text) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                {
                    json.WriteString(name, text);
                }

                json.WriteEndObject();
            }

            var end = 0L;
            foreach (var (name, values) in tensors)
            {
                var begin = end;
                end += values.numel() * SafetensorsTypes.Bytes(values.dtype);
                json.WriteStartObject(name);
                json.WriteString("dtype", SafetensorsTypes.Name(values.dtype));
                WriteArray(json, "shape", values.shape);
                WriteArray(json, "data_offsets", [begin, end]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % Alignment != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        var header = buffer.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - sizeof(long));
        return header;
    }

    private static void WriteArray(Utf8JsonWriter json, string name, long[] values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteNumbers(Stream stream, Tensor values)
    {
        using var scope = NewDisposeScope();
        var flat = values.detach().cpu().contiguous().view(-1);
        for (long start = 0, count = flat.numel(); start < count; start += ChunkElements)
        {
            stream.Write(flat.narrow(0, start, Math.Min(ChunkElements, count - start)).bytes);
        }
    }
}
