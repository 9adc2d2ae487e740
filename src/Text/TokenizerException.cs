namespace VanishingGradients.Text;

/// <summary>A vocabulary file cannot be read or is not what it should be.</summary>
public sealed class TokenizerException : Exception
{
    /// <summary>Describes the file and its problem.</summary>
    /// <param name="file">The vocabulary file.</param>
    /// <param name="problem">What is wrong, where, and what was expected, without a full stop.</param>
    /// <param name="inner">The error behind it, if any.</param>
    public TokenizerException(string file, string problem, Exception? inner = null)
        : base($"{file}: {problem}. Fetch the vocabulary file again, or name the file of the model in use.", inner) => File = file;

    /// <summary>The vocabulary file.</summary>
    public string File { get; }
}
