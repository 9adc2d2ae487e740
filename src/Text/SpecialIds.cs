namespace VanishingGradients.Text;

/// <summary>The ids of a vocabulary with a meaning of their own; null where it has none.</summary>
public sealed record SpecialIds
{
    /// <summary>Fills the rows of a batch up to one length.</summary>
    public int? Padding { get; init; }

    /// <summary>Begins a sequence.</summary>
    public int? Beginning { get; init; }

    /// <summary>Ends a sequence: a model that generates it has finished.</summary>
    public int? End { get; init; }

    /// <summary>Stands for what the vocabulary cannot write.</summary>
    public int? Unknown { get; init; }

    /// <summary>BERT's first id, whose hidden state a classifier reads.</summary>
    public int? Classification { get; init; }

    /// <summary>Follows each text of a BERT sequence.</summary>
    public int? Separator { get; init; }

    /// <summary>Stands for a token that BERT is to guess.</summary>
    public int? Mask { get; init; }
}
