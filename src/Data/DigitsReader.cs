using System.Globalization;
using System.Text;

namespace VanishingGradients.Data;

/// <summary>
/// Reads the UCI digits as comma-separated text: per line 64 pixels from 0 to 16, row by row of an 8 x 8 image, then the label.
/// </summary>
public static class DigitsReader
{
    private const int Side = 8;
    private const int Columns = (Side * Side) + 1;
    private const byte MaxPixel = 16;
    private const int Classes = 10;

    /// <summary>Reads all images.</summary>
    /// <param name="name">Name of the set.</param>
    /// <param name="content">The text, one image per line.</param>
    /// <exception cref="DataIntegrityException">A line has another number of columns or a value out of range; the message names the
    /// line.</exception>
    public static ImageSet Read(string name, DataFileContent content)
    {
        List<byte> pixels = [];
        List<int> labels = [];
        // Latin-1 maps every byte to one character, so that a stray byte is reported and never merged or dropped.
        using var lines = new StringReader(Encoding.Latin1.GetString(content.Bytes));
        while (lines.ReadLine() is { } line)
        {
            var values = line.Split(',');
            var number = labels.Count + 1;
            if (values.Length != Columns)
                throw Wrong($"{Columns} columns in line {number}", $"{values.Length}");
            for (var column = 0; column < Columns - 1; column++)
                pixels.Add(Parse(values[column], MaxPixel, number, column + 1));
            labels.Add(Parse(values[^1], Classes - 1, number, Columns));
        }

        return labels.Count > 0
            ? new(name, labels.Count, Side, Side, 1, [.. pixels], MaxPixel, [.. labels], Classes, content.Origin)
            : throw Wrong("at least one line", "none");

        byte Parse(string text, byte maximum, int number, int column) =>
            byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= maximum
                ? value
                : throw Wrong($"a whole number in 0..{maximum} in line {number}, column {column}", $"'{text}'");

        DataIntegrityException Wrong(string expected, string actual) =>
            new(content.File, expected, actual, "This is not the table of digits it should be: fetch it again.");
    }
}
