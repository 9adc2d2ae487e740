namespace VanishingGradients.Text;

/// <summary>What a byte-level vocabulary's tokens are for, as a folder's files tell.</summary>
/// <param name="End">Ends a text.</param>
/// <param name="Beginning">Begins a text, if any does.</param>
/// <param name="Padding">Fills rows, if any does.</param>
/// <param name="Added">Tokens with their ids that are written literally, in the vocabulary or beside it.</param>
/// <param name="Skipped">Those of the added tokens that are no text.</param>
internal sealed record TokenRoles(
    string End, string? Beginning, string? Padding, IReadOnlyDictionary<string, int> Added, IReadOnlyCollection<string> Skipped)
{
    /// <summary>GPT-2's: one token begins and ends texts.</summary>
    public static TokenRoles Gpt2 { get; } = new(Gpt2Tokenizer.EndOfText, Gpt2Tokenizer.EndOfText, null, new Dictionary<string, int>(), []);

    /// <summary>Tokens that are no text.</summary>
    public IReadOnlySet<string> Special { get; } =
        ((string?[])[End, Beginning, Padding]).OfType<string>().Concat(Skipped).ToHashSet(StringComparer.Ordinal);

    /// <summary>Tokens that are found in a text before it is split.</summary>
    public IReadOnlySet<string> Literals =>
        field ??= Special.Concat(Added.Keys).ToHashSet(StringComparer.Ordinal);
}
