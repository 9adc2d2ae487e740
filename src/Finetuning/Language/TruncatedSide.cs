namespace VanishingGradients.Finetuning.Language;

/// <summary>Which side of a prompt is dropped where it is too long.</summary>
public enum TruncatedSide
{
    /// <summary>The beginning: what is next to the completion stays.</summary>
    Left,

    /// <summary>The end.</summary>
    Right,
}
