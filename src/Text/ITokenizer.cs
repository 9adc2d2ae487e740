namespace VanishingGradients.Text;

/// <summary>Turns text into the token ids a language model works with, and back.</summary>
/// <remarks>
/// Strings are read as Unicode code points; a surrogate without its partner counts as U+FFFD. Literal special tokens in a text, such as
/// <c>[SEP]</c>, become their ids, as in Hugging Face's tokenizers. Tokenizers do not change after construction and may be shared by threads.
/// </remarks>
public interface ITokenizer
{
    /// <summary>Number of ids; every id is in 0..VocabularySize-1.</summary>
    int VocabularySize { get; }

    /// <summary>The ids with a meaning of their own.</summary>
    SpecialIds Special { get; }

    /// <summary>The ids of a text, with the special ids its model expects around it.</summary>
    /// <param name="text">Any text, also an empty one.</param>
    /// <param name="maxLength">At most this many ids, the special ones included; the end of the text is dropped. Null for no limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit leaves no room for the special ids.</exception>
    int[] Encode(string text, int? maxLength = null);

    /// <summary>The text of some ids. Bytes that are not UTF-8 become U+FFFD.</summary>
    /// <remarks>Models may have logits for more ids than their tokenizer has: T5's have 32128 of 32100. A policy can sample those, and nothing is
    /// written for them, as by Hugging Face's fast tokenizers.</remarks>
    /// <param name="ids">Ids of a model; nothing is written for those from VocabularySize on.</param>
    /// <param name="skipSpecial">Whether special ids are left out; otherwise they appear as their literal text.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is negative.</exception>
    string Decode(IEnumerable<int> ids, bool skipSpecial = true);
}
