namespace VanishingGradients.Experiments.Runs;

/// <summary>A file of a run folder is damaged, does not fit, or cannot be written.</summary>
public sealed class RunFileException : IOException
{
    internal RunFileException(string file, string problem, Exception? inner = null)
        : base($"'{file}': {problem}", inner) => File = file;

    /// <summary>Path of the file.</summary>
    public string File { get; }
}
