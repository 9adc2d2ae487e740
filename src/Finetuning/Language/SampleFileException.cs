namespace VanishingGradients.Finetuning.Language;

/// <summary>A file of samples, extracted or of a journal, cannot be continued or read.</summary>
/// <param name="path">The file.</param>
/// <param name="problem">What is wrong with it, and what to do.</param>
public sealed class SampleFileException(string path, string problem) : IOException($"{path}: {problem}")
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;
}
