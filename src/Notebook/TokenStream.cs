using VanishingGradients.Text;
using VanishingGradients.Text.Generation;

namespace VanishingGradients.Notebook;

/// <summary>Shows completions while they are generated. Give it to a <see cref="CompletionGenerator"/>, and dispose it when that has ended.</summary>
/// <remarks>
/// In a notebook, the kit's host or .NET Interactive, every prompt has a place of its own below the cell, which is updated. In a console the texts
/// are written one below the other, the first one live, and the others of its batch when it has ended. Characters of several tokens appear when they
/// are whole; special tokens are left out.
/// </remarks>
public sealed class TokenStream : IProgress<GeneratedToken>, IDisposable
{
    private readonly ITokenizer _tokenizer;
    private readonly IReadOnlyList<int[]>? _prompts;
    private readonly IStreamSurface _surface;
    private readonly Dictionary<int, StreamedText> _texts = [];

    /// <summary>Prepares to show; nothing is shown before the first token.</summary>
    /// <param name="tokenizer">Makes texts of ids.</param>
    /// <param name="prompts">The prompts, where completions continue them, to be shown before them; null to show completions alone, as of a model that
    /// encodes its prompts.</param>
    public TokenStream(ITokenizer tokenizer, IReadOnlyList<int[]>? prompts = null)
        : this(
            tokenizer, prompts, NotebookDisplay.Find() is { } display ? new DisplaySurface(display, TimeProvider.System) : new ConsoleSurface(Console.Out))
    {
    }

    internal TokenStream(ITokenizer tokenizer, IReadOnlyList<int[]>? prompts, IStreamSurface surface)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        (_tokenizer, _prompts, _surface) = (tokenizer, prompts, surface);
    }

    /// <inheritdoc />
    public void Report(GeneratedToken value)
    {
        if (!_texts.TryGetValue(value.Prompt, out var text))
        {
            var prompt = _prompts?[value.Prompt] ?? [];
            _texts[value.Prompt] = text = new StreamedText(_tokenizer.Decode(prompt), new IncrementalDecoder(_tokenizer, prompt));
        }

        text.Add(value.Id);
        _surface.Changed(text);
    }

    /// <summary>Shows the ends of all texts.</summary>
    public void Dispose() => _surface.End();
}
