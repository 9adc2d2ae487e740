namespace VanishingGradients.Host.Engine;

/// <summary>What a piece of C# evaluated to.</summary>
/// <param name="IsThere">Whether it ended in an expression that has a value.</param>
/// <param name="Value">The value; may be null.</param>
internal readonly record struct ScriptValue(bool IsThere, object? Value);
