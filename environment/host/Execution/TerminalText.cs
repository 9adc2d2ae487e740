using System.Text;

namespace VanishingGradients.Host.Execution;

/// <summary>
/// Text as a terminal would finally show it: a carriage return goes back to the start of the line and what follows overwrites it, so a
/// progress line that was redrawn a thousand times is kept once.
/// </summary>
internal sealed class TerminalText
{
    private const string EraseLine = "\u001b[2K";
    private const string EraseToEnd = "\u001b[K";

    private readonly StringBuilder _lines = new();
    private readonly StringBuilder _current = new();
    private string _pending = "";
    private int _column;

    /// <summary>The last line that says something.</summary>
    public string LatestLine { get; private set; } = "";

    public void Append(string text)
    {
        text = _pending + text;
        _pending = "";
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\n':
                    Remember();
                    _lines.Append(_current).Append('\n');
                    _current.Clear();
                    _column = 0;
                    break;
                case '\r':
                    Remember();
                    _column = 0;
                    break;
                case '\u001b' when string.CompareOrdinal(text, i, EraseLine, 0, EraseLine.Length) == 0:
                    _current.Clear().Append(' ', _column);
                    i += EraseLine.Length - 1;
                    break;
                case '\u001b' when string.CompareOrdinal(text, i, EraseToEnd, 0, EraseToEnd.Length) == 0:
                    _current.Length = Math.Min(_current.Length, _column);
                    i += EraseToEnd.Length - 1;
                    break;
                case '\u001b'
                    when EraseLine.StartsWith(text[i..], StringComparison.Ordinal)
                    || EraseToEnd.StartsWith(text[i..], StringComparison.Ordinal):
                    // The rest of the sequence comes with the next piece of text.
                    _pending = text[i..];
                    i = text.Length;
                    break;
                default:
                    Put(text[i]);
                    break;
            }
        }
        Remember();
    }

    public override string ToString() => _lines.ToString() + _current;

    private void Put(char letter)
    {
        if (_column < _current.Length)
            _current[_column] = letter;
        else
            _current.Append(letter);
        _column++;
    }

    private void Remember()
    {
        if (_current.ToString() is var line && !string.IsNullOrWhiteSpace(line))
            LatestLine = line.Trim();
    }
}
