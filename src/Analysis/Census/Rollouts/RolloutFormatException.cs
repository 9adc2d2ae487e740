namespace VanishingGradients.Analysis.Census.Rollouts;

/// <summary>A file of rollouts cannot be read, or a row in it cannot.</summary>
public sealed class RolloutFormatException : FormatException
{
    /// <summary>Creates the error for a whole file.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="problem">What is wrong and what to do.</param>
    /// <param name="inner">The error of the reader below, if any.</param>
    public RolloutFormatException(string path, string problem, Exception? inner = null)
        : base($"'{path}': {problem}", inner) => Path = path;

    /// <summary>Creates the error for one row.</summary>
    /// <param name="row">The row and what is wrong with it.</param>
    /// <param name="advice">What to do.</param>
    public RolloutFormatException(MalformedRollout row, string advice)
        : base($"'{row.Path}' line {row.Line}: {row.Problem}{(row.Value is null ? "" : $" (value: {row.Value})")}. {advice}") =>
        (Path, Line, Value) = (row.Path, row.Line, row.Value);

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>Line in the file, from 1 (the row number in a Parquet file); null when the whole file is meant.</summary>
    public long? Line { get; }

    /// <summary>The offending value, shortened; null when there is none.</summary>
    public string? Value { get; }
}
