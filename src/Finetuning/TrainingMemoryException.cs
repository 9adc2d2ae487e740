using System.Runtime.InteropServices;

namespace VanishingGradients.Finetuning;

/// <summary>A pass of a training needs more memory than there is.</summary>
public sealed class TrainingMemoryException : Exception
{
    private static readonly string[] Failures = ["can't allocate memory", "not enough memory", "out of memory", "bad_alloc"];

    /// <summary>Says what to lower.</summary>
    /// <param name="lower">Options of which a smaller value needs less memory.</param>
    /// <param name="cause">The failed allocation.</param>
    public TrainingMemoryException(string lower, Exception cause)
        : base($"There is not enough memory for a pass of the training: {cause?.Message.Split('\n')[0]} Lower {lower}, and continue from the last checkpoint.", cause)
    {
    }

    /// <summary>Does something; an allocation that fails in it becomes this exception.</summary>
    /// <param name="lower">See the constructor.</param>
    /// <param name="pass">What is done.</param>
    internal static T Guard<T>(string lower, Func<T> pass)
    {
        try
        {
            return pass();
        }
        catch (Exception error) when (IsFailedAllocation(error))
        {
            throw new TrainingMemoryException(lower, error);
        }
    }

    /// <inheritdoc cref="Guard{T}(string, Func{T})" />
    internal static void Guard(string lower, Action pass) => Guard(lower, () =>
    {
        pass();
        return true;
    });

    // libtorch has no type of its own for it on CPUs.
    private static bool IsFailedAllocation(Exception error) =>
        error is OutOfMemoryException
        || (error is ExternalException && Failures.Any(failure => error.Message.Contains(failure, StringComparison.OrdinalIgnoreCase)));
}
