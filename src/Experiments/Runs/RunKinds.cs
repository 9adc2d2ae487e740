using System.Text.Json;

namespace VanishingGradients.Experiments.Runs;

/// <summary>The kinds that a part of a run's JSON can be of.</summary>
internal static class RunKinds
{
    /// <summary>The known kinds of the first part whose kind is none of them; null where there is no such part.</summary>
    /// <param name="type">What the JSON is to be read as.</param>
    /// <param name="json">The JSON.</param>
    /// <param name="format">How it is read.</param>
    internal static IReadOnlyList<string>? KnownInsteadOfUnknown(Type type, JsonElement json, JsonSerializerOptions format)
    {
        var info = format.GetTypeInfo(type);
        if (json.ValueKind == JsonValueKind.Array)
        {
            return info.ElementType is { } element
                ? json.EnumerateArray().Select(part => KnownInsteadOfUnknown(element, part, format)).FirstOrDefault(kinds => kinds is not null)
                : null;
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (info.PolymorphismOptions is { } choice && json.TryGetProperty(choice.TypeDiscriminatorPropertyName, out var kind))
        {
            if (choice.DerivedTypes.Where(derived => Equals(derived.TypeDiscriminator, kind.ToString())).ToArray() is not [var known])
            {
                return [.. choice.DerivedTypes.Select(derived => $"{derived.TypeDiscriminator}")];
            }

            info = format.GetTypeInfo(known.DerivedType);
        }

        return info.Properties
            .Select(property => json.TryGetProperty(property.Name, out var part) ? KnownInsteadOfUnknown(property.PropertyType, part, format) : null)
            .FirstOrDefault(kinds => kinds is not null);
    }
}
