namespace VanishingGradients.Finetuning.Language;

/// <summary>An example that a model cannot be trained or evaluated on.</summary>
/// <param name="example">Its place among the given ones.</param>
/// <param name="problem">What is wrong with it, and what to do.</param>
public sealed class LanguageExampleException(int example, string problem) : ArgumentException($"Example {example}: {problem}")
{
    /// <summary>Its place among the given ones.</summary>
    public int Example { get; } = example;
}
