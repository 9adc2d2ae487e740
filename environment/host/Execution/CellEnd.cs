namespace VanishingGradients.Host.Execution;

/// <summary>How a cell's run ended, seen from outside.</summary>
/// <param name="State">What happened.</param>
/// <param name="ExitCode">The process's exit code, where it ended.</param>
internal readonly record struct CellEnd(CellState State, int? ExitCode = null);
