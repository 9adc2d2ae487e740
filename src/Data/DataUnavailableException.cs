using System.Text;

namespace VanishingGradients.Data;

/// <summary>A data file could not be had from any place, or the cache could not take it.</summary>
public sealed class DataUnavailableException : Exception
{
    /// <summary>Describes the file, every place that was tried, and what to do.</summary>
    /// <param name="file">Path of the file in the catalogue.</param>
    /// <param name="attempts">The places tried, in order.</param>
    /// <param name="remedy">What to do, as a sentence.</param>
    public DataUnavailableException(string file, IReadOnlyList<DataAttempt> attempts, string remedy)
        : base(Describe(file, attempts, remedy), attempts.LastOrDefault(attempt => attempt.Error is not null)?.Error) =>
        (File, Attempts) = (file, attempts);

    /// <summary>Path of the file in the catalogue.</summary>
    public string File { get; }

    /// <summary>The places tried, in order. One that gave wrong bytes has a <see cref="DataIntegrityException"/>.</summary>
    public IReadOnlyList<DataAttempt> Attempts { get; }

    private static string Describe(string file, IReadOnlyList<DataAttempt> attempts, string remedy)
    {
        var text = new StringBuilder($"The data file {file} could not be had. Tried:\n");
        foreach (var attempt in attempts)
            text.Append($"- {attempt.Place}: {attempt.Outcome}\n");
        return text.Append(remedy).ToString();
    }
}
