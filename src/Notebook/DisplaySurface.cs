namespace VanishingGradients.Notebook;

/// <summary>Shows every text in a place of its own, which is updated at most five times a second.</summary>
/// <param name="display">Shows a value in a new place, and gives back what shows another there.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class DisplaySurface(Func<object, Action<object>> display, TimeProvider clock) : IStreamSurface
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<StreamedText, (Action<object> Update, long Last)> _shown = [];
    private readonly HashSet<StreamedText> _outdated = [];

    /// <inheritdoc />
    public void Changed(StreamedText text)
    {
        if (_shown.TryAdd(text, (_ => { }, 0)))
            _shown[text] = (display(new TokenText(text.Text)), clock.GetTimestamp());
        else
            _outdated.Add(text);
        foreach (var due in _outdated.Where(one => clock.GetElapsedTime(_shown[one].Last) >= Pause).ToArray())
        {
            _shown[due].Update(new TokenText(due.Text));
            _shown[due] = _shown[due] with { Last = clock.GetTimestamp() };
            _outdated.Remove(due);
        }
    }

    /// <inheritdoc />
    public void End()
    {
        foreach (var (text, place) in _shown)
            place.Update(new TokenText(text.Whole));
        _shown.Clear();
        _outdated.Clear();
    }
}
