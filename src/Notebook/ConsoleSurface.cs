namespace VanishingGradients.Notebook;

/// <summary>Writes texts one below the other, the first one live. What is written cannot be taken back, so the others wait for their turn.</summary>
/// <param name="output">Where to.</param>
internal sealed class ConsoleSurface(TextWriter output) : IStreamSurface
{
    private readonly List<StreamedText> _waiting = [];
    private int _written;

    /// <inheritdoc />
    public void Changed(StreamedText text)
    {
        if (!_waiting.Contains(text))
            _waiting.Add(text);
        // The prompts of a batch get a token each, in turn: one that has another number of them than a later prompt gets no more.
        while (_waiting[0] != text && _waiting[0].Tokens != text.Tokens)
            EndFirst();
        Write(_waiting[0].Text);
        output.Flush();
    }

    /// <inheritdoc />
    public void End()
    {
        while (_waiting.Count > 0)
            EndFirst();
        output.Flush();
    }

    private void EndFirst()
    {
        Write(_waiting[0].Whole);
        output.WriteLine();
        _waiting.RemoveAt(0);
        _written = 0;
    }

    private void Write(string text)
    {
        output.Write(text[_written..]);
        _written = text.Length;
    }
}
