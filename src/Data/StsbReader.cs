using System.Globalization;
using System.Text;

namespace VanishingGradients.Data;

/// <summary>
/// Reads the STS Benchmark: lines with fields between tabs, which are genre, file, year, id, similarity, first sentence, second sentence
/// and in some rows further fields about the sources. Quotation marks are part of the text.
/// </summary>
public static class StsbReader
{
    private const int Similarity = 4;
    private const int Columns = 7;
    private const double Greatest = 5;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads all pairs.</summary>
    /// <param name="name">Name of the set.</param>
    /// <param name="content">The text in UTF-8.</param>
    /// <exception cref="DataIntegrityException">A line lacks fields, a sentence is empty or a similarity is not from 0 to 5; the message
    /// names the line.</exception>
    public static SentencePairs Read(string name, DataFileContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        List<SentencePair> pairs = [];
        // Sentences hold characters that other readers take for line breaks.
        var lines = Text().Split('\n');
        var count = lines[^1].Length == 0 ? lines.Length - 1 : lines.Length;
        for (var i = 0; i < count; i++)
        {
            var fields = lines[i].TrimEnd('\r').Split('\t');
            if (fields.Length < Columns)
                throw Wrong($"at least {Columns} fields in line {i + 1}", $"{fields.Length}");
            if (!double.TryParse(fields[Similarity], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || value is not (>= 0 and <= Greatest))
                throw Wrong($"a similarity from 0 to {Greatest} in line {i + 1}", $"'{fields[Similarity]}'");
            if (fields[Similarity + 1].Length == 0 || fields[Similarity + 2].Length == 0)
                throw Wrong($"two sentences in line {i + 1}", "an empty one");
            pairs.Add(new(fields[Similarity + 1], fields[Similarity + 2], value));
        }

        return pairs.Count > 0 ? new(name, pairs, content.Origin) : throw Wrong("at least one line", "none");

        string Text()
        {
            try
            {
                return Strict.GetString(content.Bytes);
            }
            catch (DecoderFallbackException error)
            {
                throw Wrong("text in UTF-8", $"other bytes at {error.Index}");
            }
        }

        DataIntegrityException Wrong(string expected, string actual) =>
            new(content.File, expected, actual, "This is not the table of sentence pairs it should be: fetch it again.");
    }
}
