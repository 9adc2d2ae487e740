namespace VanishingGradients.Finetuning.Language;

/// <summary>A file of extracted samples cannot be continued.</summary>
/// <param name="path">The file.</param>
/// <param name="problem">What is wrong with it, and what to do.</param>
public sealed class SampleFileException(string path, string problem) : IOException($"{path}: {problem}")
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;
}
