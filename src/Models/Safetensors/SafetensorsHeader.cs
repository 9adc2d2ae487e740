using System.Text;
using System.Text.Json;

namespace VanishingGradients.Models.Safetensors;

/// <summary>The JSON header of a safetensors file, believed only after every promise of the format was checked.</summary>
/// <param name="Entries">The tensors, in the order of their numbers.</param>
/// <param name="Metadata">Free text by name.</param>
internal sealed record SafetensorsHeader(IReadOnlyList<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    internal const string MetadataName = "__metadata__";

    /// <summary>Most bytes of a header: a larger one is damage or malice.</summary>
    internal const int LargestLength = 100_000_000;

    private const int MostDimensions = 64;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a header.</summary>
    /// <param name="file">The file, for messages.</param>
    /// <param name="json">The header alone.</param>
    /// <param name="dataLength">Bytes of the file after the header.</param>
    /// <exception cref="SafetensorsException">The header is damaged, or does not describe the numbers after it byte for byte.</exception>
    internal static SafetensorsHeader Parse(string file, byte[] json, long dataLength)
    {
        try
        {
            StrictUtf8.GetCharCount(json);
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (json[0] != '{')
            {
                throw new SafetensorsException(file, null, "the header is no JSON object.");
            }

            var properties = document.RootElement.EnumerateObject().ToLookup(property => property.Name == MetadataName);
            var entries = properties[false]
                .Select(property => Entry(file, property))
                .OrderBy(entry => entry.Begin)
                .ThenBy(entry => entry.End)
                .ToList();
            RequireEveryByteOnce(file, entries, dataLength);
            return new SafetensorsHeader(entries, properties[true].SelectMany(property => Texts(file, property.Value)).ToDictionary());
        }
        catch (Exception error) when (error is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            throw new SafetensorsException(file, null, $"the header is no valid JSON in UTF-8: {error.Message}", error);
        }
    }

    private static SafetensorsEntry Entry(string file, JsonProperty property)
    {
        var name = property.Name;
        var type = Member(file, property, "dtype", JsonValueKind.String).GetString();
        var shape = WholeNumbers(file, property, "shape");
        var offsets = WholeNumbers(file, property, "data_offsets");
        var known = SafetensorsTypes.Find(type)
            ?? throw new SafetensorsException(file, name, $"type '{type}' is not supported; known are {SafetensorsTypes.Names}.");
        if (offsets is not [var begin, var end] || begin > end)
        {
            throw new SafetensorsException(file, name, "'data_offsets' must be a begin and an end not before it.");
        }

        if (Length(shape, SafetensorsTypes.Bytes(known)) != end - begin)
        {
            throw new SafetensorsException(
                file, name, $"{end - begin} bytes cannot hold type {type} and shape [{string.Join(", ", shape.Take(MostDimensions))}].");
        }

        return new SafetensorsEntry(name, known, shape, begin, end);
    }

    private static JsonElement Member(string file, JsonProperty tensor, string name, JsonValueKind kind)
    {
        if (tensor.Value.ValueKind != JsonValueKind.Object
            || !tensor.Value.TryGetProperty(name, out var member)
            || member.ValueKind != kind)
        {
            throw new SafetensorsException(file, tensor.Name, $"the header must give '{name}' as {kind}.");
        }

        return member;
    }

    private static long[] WholeNumbers(string file, JsonProperty tensor, string name) =>
    [
        .. Member(file, tensor, name, JsonValueKind.Array).EnumerateArray().Select(number =>
            number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var value) && value >= 0
                ? value
                : throw new SafetensorsException(file, tensor.Name, $"'{name}' must hold whole numbers of at least 0.")),
    ];

    /// <summary>Bytes of a shape; null where libtorch could not hold it, which includes empty tensors with enormous sizes.</summary>
    private static long? Length(long[] shape, int bytes)
    {
        if (shape.Length > MostDimensions)
        {
            return null;
        }

        var largest = shape.Aggregate((Int128)bytes, (product, size) => product > long.MaxValue ? product : product * Math.Max(size, 1));
        return largest > long.MaxValue ? null : shape.Contains(0) ? 0 : (long)largest;
    }

    // Gaps could hide data, overlaps could make one tensor change with another: the format forbids both.
    private static void RequireEveryByteOnce(string file, List<SafetensorsEntry> entries, long dataLength)
    {
        var end = 0L;
        foreach (var entry in entries)
        {
            if (entry.Begin != end)
            {
                var fault = entry.Begin < end ? "an overlap" : "a gap";
                throw new SafetensorsException(
                    file, entry.Name, $"its numbers begin at byte {entry.Begin}, but those before it end at {end}: {fault}.");
            }

            end = entry.End;
        }

        if (end != dataLength)
        {
            var fault = end > dataLength ? "cut off" : "too long";
            throw new SafetensorsException(
                file, null, $"the header describes {end} bytes of numbers, but {dataLength} follow it: the file is {fault}.");
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Texts(string file, JsonElement metadata)
    {
        if (metadata.ValueKind != JsonValueKind.Object
            || metadata.EnumerateObject().Any(text => text.Value.ValueKind != JsonValueKind.String))
        {
            throw new SafetensorsException(file, null, $"'{MetadataName}' must be an object of texts.");
        }

        return metadata.EnumerateObject().Select(text => KeyValuePair.Create(text.Name, text.Value.GetString()!));
    }
}
