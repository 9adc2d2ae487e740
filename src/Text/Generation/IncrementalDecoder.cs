namespace VanishingGradients.Text.Generation;

/// <summary>The text of ids that come one by one, as <see cref="ITokenizer.Decode"/> gives it of all of them.</summary>
/// <remarks>
/// What is given out never changes when more ids come. A character of several bytes, whose ids come one after the other, is held back until it is
/// whole; until then a tokenizer writes U+FFFD at the end, and so does it for bytes that are no text. All ids are decoded anew for every id, because
/// a tokenizer may look at those before, as for the space of a first word; for the thousands of ids of a completion that is little beside the model.
/// </remarks>
public sealed class IncrementalDecoder
{
    private const char Incomplete = '\uFFFD';

    private readonly ITokenizer _tokenizer;
    private readonly bool _skipSpecial;
    private readonly List<int> _ids;
    private readonly int _start;

    /// <summary>Begins a text.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="context">Ids that the text continues and that do not belong to it, as those of a prompt; null for none.</param>
    /// <param name="skipSpecial">Whether special ids are left out; otherwise they appear as their literal text.</param>
    public IncrementalDecoder(ITokenizer tokenizer, IReadOnlyList<int>? context = null, bool skipSpecial = true)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        (_tokenizer, _skipSpecial, _ids) = (tokenizer, skipSpecial, [.. context ?? []]);
        _start = Certain(tokenizer.Decode(_ids, skipSpecial)).Length;
    }

    /// <summary>The text so far, but for what is held back.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The text so far, with what is held back: the whole text once no more ids come.</summary>
    public string Whole { get; private set; } = "";

    /// <summary>Adds an id.</summary>
    /// <param name="id">The id.</param>
    /// <returns>What <see cref="Text"/> has got more; often nothing.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The id is outside of the vocabulary.</exception>
    public string Add(int id)
    {
        var before = Text.Length;
        Whole = _tokenizer.Decode(_ids.Append(id), _skipSpecial)[_start..];
        _ids.Add(id);
        Text = Certain(Whole);
        return Text[before..];
    }

    private static string Certain(string text) => text.TrimEnd(Incomplete);
}
