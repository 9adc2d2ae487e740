namespace VanishingGradients.Benchmarks;

/// <summary>One size of a growing piece of work.</summary>
/// <param name="Size">The size.</param>
/// <param name="Units">Units of work in a step.</param>
/// <param name="Counted">What the program counts a step as.</param>
/// <param name="DataMegabytes">Memory of the data, which grow with the size and are no cost of the step.</param>
/// <param name="Program">Name and arguments of the workload.</param>
internal sealed record ScalingPoint(int Size, double Units, double Counted, double DataMegabytes, params string[] Program);
