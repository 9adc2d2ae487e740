namespace VanishingGradients.Text;

/// <summary>Which side of a text is dropped where it is too long.</summary>
public enum TruncatedSide
{
    /// <summary>The beginning: what is next to a completion, or its end, stays.</summary>
    Left,

    /// <summary>The end.</summary>
    Right,
}
