using System.Text;

namespace VanishingGradients.Finetuning.Language;

/// <summary>The lines of a file of JSON Lines that is continued after its last whole line.</summary>
internal static class JsonLines
{
    /// <summary>Every whole line, and where it ends; one without its end was being written when a process was killed, and is none.</summary>
    /// <param name="path">The file's name.</param>
    /// <param name="stream">The file, from its beginning.</param>
    /// <exception cref="SampleFileException">It has carriage returns, which the kit writes nowhere.</exception>
    internal static IEnumerable<(string Text, long End)> Read(string path, Stream stream)
    {
        var line = new MemoryStream();
        for (var (end, number) = (1L, 1); stream.ReadByte() is >= 0 and var value; end++)
        {
            if (value == '\r')
            {
                throw new SampleFileException(
                    path, $"line {number} has a carriage return: an editor or git changed the line ends. Change them back to \\n, or move the file away.");
            }

            if (value != '\n')
            {
                line.WriteByte((byte)value);
                continue;
            }

            yield return (Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length), end);
            line.SetLength(0);
            number++;
        }
    }
}
