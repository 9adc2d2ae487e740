using VanishingGradients.Data;

namespace VanishingGradients.Text.Generation;

/// <summary>How completions are generated.</summary>
public sealed record GenerationOptions
{
    /// <summary>Most tokens of a completion, the end included; at least 1. <value>20 (the kit's choice; Hugging Face's <c>generate</c> has 20
    /// for prompt and completion together).</value></summary>
    public int MaxNewTokens { get; init => field = OptionCheck.AtLeastOne(value, nameof(MaxNewTokens)); } = 20;

    /// <summary>The id that ends a completion; null where only <see cref="MaxNewTokens"/> ends it. Finetuning and
    /// sample extraction know the tokenizer, and take its end for null; <see cref="Text.MinNewTokens"/> keeps a completion from ending early.
    /// <value>null.</value></summary>
    public int? EndId { get; init; }

    /// <summary>Filters of the logits of every next token. <value>None: the policy as it is.</value></summary>
    public DecodingOptions Decoding { get; init; } = new();

    /// <summary>Most prompts that are decoded together; at least 1. It changes the speed and, but for rounding, nothing else.
    /// <value>16 (the kit's choice).</value></summary>
    public int BatchSize { get; init => field = OptionCheck.AtLeastOne(value, nameof(BatchSize)); } = 16;

    /// <summary>Checks what the lengths demand of each other.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A completion would be cut off before it may end.</exception>
    internal void Validate()
    {
        if (Decoding.MinNewTokens is { } least && least.Count > MaxNewTokens)
        {
            throw new ArgumentOutOfRangeException(
                nameof(MaxNewTokens), MaxNewTokens,
                $"{nameof(MaxNewTokens)} is {MaxNewTokens}, but {nameof(Decoding)}.{nameof(Decoding.MinNewTokens)} asks for {least.Count} tokens before the end: " +
                "no completion could end. Raise the one or lower the other.");
        }
    }
}
