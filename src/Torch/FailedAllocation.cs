using System.Runtime.InteropServices;

namespace VanishingGradients.Torch;

/// <summary>Tells an allocation that failed from other errors.</summary>
internal static class FailedAllocation
{
    private static readonly string[] Failures = ["can't allocate memory", "not enough memory", "out of memory", "bad_alloc"];

    /// <summary>Whether an error is one. libtorch has no type of its own for it on CPUs.</summary>
    internal static bool Is(Exception error) =>
        error is OutOfMemoryException
        || (error is ExternalException && Failures.Any(failure => error.Message.Contains(failure, StringComparison.OrdinalIgnoreCase)));

    /// <summary>What libtorch says of it, without the stack of its calls.</summary>
    internal static string Reason(Exception? error) => error?.Message.Split('\n')[0] ?? "";
}
