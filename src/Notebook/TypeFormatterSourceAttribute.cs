namespace VanishingGradients.Notebook;

/// <summary>Names the class that makes the formatters of a type.</summary>
/// <remarks>
/// Notebook hosts find this attribute by its name and its property, and the formatters by the names of their members; so the kit
/// shows its figures and tables in them without referring to any.
/// </remarks>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;
}
