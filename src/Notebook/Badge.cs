namespace VanishingGradients.Notebook;

/// <summary>A verdict in a cell of a <see cref="Table"/>: a word on a coloured ground, readable without the colour.</summary>
public sealed record Badge
{
    private Badge(string text, string ground, string ink) => (Text, Ground, Ink) = (text, ground, ink);

    /// <summary>The word shown.</summary>
    public string Text { get; }

    internal string Ground { get; }

    internal string Ink { get; }

    /// <summary>Green, for what holds.</summary>
    /// <param name="text">The word shown.</param>
    public static Badge Good(string text) => new(text, "#d6f0e4", "#00513b");

    /// <summary>Red, for what fails.</summary>
    /// <param name="text">The word shown.</param>
    public static Badge Bad(string text) => new(text, "#fadfd3", "#7a2e00");

    /// <summary>Grey, for what is open.</summary>
    /// <param name="text">The word shown.</param>
    public static Badge Open(string text) => new(text, "#e6e6e6", "#333333");

    /// <summary>The word shown.</summary>
    public override string ToString() => Text;
}
