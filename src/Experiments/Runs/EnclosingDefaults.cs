using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace VanishingGradients.Experiments.Runs;

/// <summary>Writes out what JSON leaves of options that stand in other options: keys that are not named keep the default of the property that the options
/// are the value of, not that of their type.</summary>
/// <remarks>Options of another kind than the default have the defaults of their type.</remarks>
/// <param name="format">How options are written.</param>
internal sealed class EnclosingDefaults(JsonSerializerOptions format)
{
    /// <summary>Fills in what is left out, in place.</summary>
    /// <param name="given">JSON of options, or of a list of them.</param>
    /// <param name="declared">Their type.</param>
    /// <param name="enclosing">The default of the property; null for none.</param>
    /// <returns>Whether anything was left out.</returns>
    internal bool Fill(JsonNode? given, Type declared, object? enclosing = null)
    {
        switch (given)
        {
            case JsonArray list when format.GetTypeInfo(declared) is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element }:
                return list.Count(item => Fill(item, element)) > 0;
            case JsonObject fields when Kind(fields, format.GetTypeInfo(declared)) is { Kind: JsonTypeInfoKind.Object } type:
                return enclosing?.GetType() == type.Type ? Fill(fields, type, enclosing, isKept: true) : Fill(fields, type, New(type.Type), isKept: false);
            default:
                return false;
        }
    }

    private bool Fill(JsonObject fields, JsonTypeInfo type, object? defaults, bool isKept)
    {
        var isFilled = false;
        foreach (var property in type.Properties)
        {
            if (property.Get is null || (property.Set is null && property.AssociatedParameter is null))
            {
                continue;
            }

            var value = defaults is null ? null : property.Get(defaults);
            if (fields.TryGetPropertyValue(property.Name, out var child))
            {
                isFilled |= Fill(child, property.PropertyType, value);
            }
            else if (isKept)
            {
                fields[property.Name] = value is null ? null : JsonSerializer.SerializeToNode(value, property.PropertyType, format);
                isFilled = true;
            }
        }

        return isFilled;
    }

    private JsonTypeInfo? Kind(JsonObject fields, JsonTypeInfo type)
    {
        if (type.PolymorphismOptions is not { } kinds)
        {
            return type;
        }

        var name = fields[kinds.TypeDiscriminatorPropertyName] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
        var kind = kinds.DerivedTypes.FirstOrDefault(derived => derived.TypeDiscriminator is string known && known == name).DerivedType;
        return kind is null ? null : format.GetTypeInfo(kind);
    }

    private static object? New(Type type) => type.IsAbstract || type.GetConstructor(Type.EmptyTypes) is null ? null : Activator.CreateInstance(type);
}
