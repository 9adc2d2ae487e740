namespace VanishingGradients.Data;

/// <summary>A data file is there but is not what it should be: truncated, changed, empty or of another format.</summary>
public sealed class DataIntegrityException : Exception
{
    /// <summary>Describes the file and what to do about it.</summary>
    /// <param name="file">The file, with the folder or source it came from where known.</param>
    /// <param name="expected">What was expected, such as a length, a checksum or a range.</param>
    /// <param name="actual">What was found instead.</param>
    /// <param name="remedy">What to do, as a sentence.</param>
    /// <param name="inner">The error behind it, if any.</param>
    public DataIntegrityException(string file, string expected, string actual, string remedy, Exception? inner = null)
        : base($"{file}: expected {expected}, found {actual}. {remedy}", inner) => (File, Expected, Actual) = (file, expected, actual);

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>What was expected.</summary>
    public string Expected { get; }

    /// <summary>What was found instead.</summary>
    public string Actual { get; }
}
