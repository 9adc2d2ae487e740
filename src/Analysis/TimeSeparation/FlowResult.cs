namespace VanishingGradients.Analysis.TimeSeparation;

/// <summary>The outcome of a run until the target output has the goal probability.</summary>
/// <param name="Reached">Whether the goal was reached within the limits.</param>
/// <param name="Time">The time of the goal, or the last time if it was not reached.</param>
/// <param name="Steps">The number of steps taken.</param>
/// <param name="Points">The trajectory, from time 0 to <paramref name="Time"/>.</param>
public sealed record FlowResult(bool Reached, double Time, long Steps, IReadOnlyList<FlowPoint> Points);
