namespace VanishingGradients.Torch;

/// <summary>Rows of a table, some at a time.</summary>
internal static class RowBlocks
{
    // What is gone over several times stays in the processor's cache.
    private const long CachedBytes = 2 << 20;

    /// <summary>How many rows the cache holds, at least one.</summary>
    /// <param name="columns">Numbers of a row.</param>
    /// <param name="bytes">Bytes of a number.</param>
    internal static long Cached(long columns, int bytes) => Math.Max(1, CachedBytes / (bytes * columns));

    /// <summary>Start and count of every block.</summary>
    /// <param name="rows">Rows of the table.</param>
    /// <param name="most">Most rows of a block.</param>
    internal static IEnumerable<(long Start, long Count)> Of(long rows, long most)
    {
        for (var start = 0L; start < rows; start += most)
        {
            yield return (start, Math.Min(most, rows - start));
        }
    }
}
