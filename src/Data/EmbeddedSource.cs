namespace VanishingGradients.Data;

/// <summary>The file is part of the kit's assembly: it is always there and needs neither cache nor network.</summary>
public sealed record EmbeddedSource : DataSource
{
    /// <inheritdoc/>
    public override string ToString() => "embedded in the kit";
}
