using Microsoft.Data.Analysis;

namespace VanishingGradients.Notebook;

/// <summary>Data frames as tables, for hosts that have no formatter of their own for them.</summary>
public static class DataFrameTables
{
    /// <inheritdoc cref="Table.Of(DataFrame)"/>
    public static Table ToTable(this DataFrame frame) => Table.Of(frame);
}
