using TorchSharp;

namespace VanishingGradients.Data;

/// <summary>The labels that pretraining teaches for the inputs of each class.</summary>
public static class LabelSets
{
    /// <summary>Draws for every class c a set of m labels: c itself first, then m − 1 distinct others, uniformly.</summary>
    /// <param name="classes">The number K of classes.</param>
    /// <param name="labelsPerClass">m, from 1 to K.</param>
    /// <param name="generator">Random stream.</param>
    /// <returns>K arrays of m labels.</returns>
    public static int[][] Draw(int classes, int labelsPerClass, torch.Generator generator)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(labelsPerClass, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(labelsPerClass, classes);
        return [.. Enumerable.Range(0, classes).Select(c =>
            (int[])[c, .. RandomOrder.Of(classes, generator).Where(other => other != c).Take(labelsPerClass - 1)])];
    }
}
