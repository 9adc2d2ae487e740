using VanishingGradients.Torch;

namespace VanishingGradients.Finetuning;

/// <summary>A pass of a training needs more memory than there is.</summary>
public sealed class TrainingMemoryException : Exception
{
    /// <summary>Says what to lower.</summary>
    /// <param name="lower">Options of which a smaller value needs less memory.</param>
    /// <param name="cause">The failed allocation.</param>
    public TrainingMemoryException(string lower, Exception cause)
        : base($"There is not enough memory for a pass of the training: {FailedAllocation.Reason(cause)} Lower {lower}, and continue from the last checkpoint.", cause)
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
        catch (Exception error) when (FailedAllocation.Is(error))
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
}
