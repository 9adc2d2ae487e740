namespace VanishingGradients.Analysis.Census;

/// <summary>A file is not a census as the kit writes it.</summary>
public sealed class CensusFormatException : FormatException
{
    /// <summary>Creates the error for one file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">What is wrong and where.</param>
    /// <param name="inner">The error of the reader below, if any.</param>
    public CensusFormatException(string path, string problem, Exception? inner = null)
        : base($"'{path}' is not a census: {problem} Write it with InputCensus.SaveCsv or SaveParquet.", inner) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}
