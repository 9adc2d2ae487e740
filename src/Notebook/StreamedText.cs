using VanishingGradients.Text.Generation;

namespace VanishingGradients.Notebook;

/// <summary>A completion that grows, with its prompt before it.</summary>
/// <param name="prompt">Text of the prompt.</param>
/// <param name="decoder">Decodes the completion.</param>
internal sealed class StreamedText(string prompt, IncrementalDecoder decoder)
{
    /// <summary>Tokens so far.</summary>
    internal int Tokens { get; private set; }

    /// <summary>What will not change when more comes.</summary>
    internal string Text => prompt + decoder.Text;

    /// <summary>All of it, when nothing more comes.</summary>
    internal string Whole => prompt + decoder.Whole;

    /// <summary>Adds a token.</summary>
    internal void Add(int id)
    {
        decoder.Add(id);
        Tokens++;
    }
}
