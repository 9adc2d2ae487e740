using VanishingGradients.Host.Notebooks;

namespace VanishingGradients.Host.Execution;

/// <summary>Why a notebook stopped.</summary>
/// <param name="Cell">Where.</param>
/// <param name="Line">The line in the cell, counted from 1, where known.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="LastOutput">The last line the cell wrote, and how its last error text begins.</param>
internal sealed record CellFault(Cell Cell, int? Line, string Message, IReadOnlyList<string> LastOutput);
