namespace VanishingGradients.Host.Notebooks;

/// <summary>The three kinds of cell that nbformat knows.</summary>
internal enum CellKind
{
    Code,
    Markdown,
    Raw,
}
