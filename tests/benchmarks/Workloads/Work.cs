namespace VanishingGradients.Benchmarks.Workloads;

/// <summary>A step of work that is to be timed.</summary>
/// <param name="Step">Does it once.</param>
/// <param name="Units">What one step counts for.</param>
internal sealed record Work(Action Step, double Units = 1);
