namespace VanishingGradients.Host.Execution;

/// <summary>The ways a cell's run can end.</summary>
internal enum CellState
{
    /// <summary>The cell returned, or failed in a way that its process survived.</summary>
    Finished,

    /// <summary>Asked to stop, the cell returned.</summary>
    Stopped,

    /// <summary>Asked to stop, the cell did not, and its process was ended.</summary>
    Killed,

    /// <summary>The process ended by itself in the middle of the cell.</summary>
    Crashed,
}
