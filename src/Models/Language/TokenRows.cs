using static TorchSharp.torch;

namespace VanishingGradients.Models.Language;

/// <summary>Rows of token ids of one length, padded on either side.</summary>
/// <param name="Ids">Token ids, int64, shape [B, T].</param>
/// <param name="Mask">1 for a token and 0 for padding, int64, shape [B, T].</param>
public sealed record TokenRows(Tensor Ids, Tensor Mask) : IDisposable
{
    /// <summary>Whether every place is known to hold a token; false where it is not known.</summary>
    public bool IsFull { get; init; }

    /// <summary>The number B of rows.</summary>
    public int Count => (int)Ids.shape[0];

    /// <summary>The length T of every row.</summary>
    public int Length => (int)Ids.shape[1];

    /// <summary>Rows padded on the left: every last column is a token, as in prompts that are to be continued.</summary>
    /// <param name="rows">Token ids of at least one row.</param>
    /// <param name="padding">The id that fills the rows; which one changes nothing, since the mask comes from the lengths.</param>
    /// <param name="device">Where the tensors live; null for the processor.</param>
    /// <exception cref="ArgumentException">There is no row.</exception>
    public static TokenRows PadLeft(IReadOnlyList<int[]> rows, int padding = 0, Device? device = null) =>
        Pad(rows, padding, device, onLeft: true);

    /// <summary>Rows padded on the right, as in completions.</summary>
    /// <param name="rows">Token ids of at least one row.</param>
    /// <param name="padding">The id that fills the rows; which one changes nothing, since the mask comes from the lengths.</param>
    /// <param name="device">Where the tensors live; null for the processor.</param>
    /// <exception cref="ArgumentException">There is no row.</exception>
    public static TokenRows PadRight(IReadOnlyList<int[]> rows, int padding = 0, Device? device = null) =>
        Pad(rows, padding, device, onLeft: false);

    /// <inheritdoc />
    public void Dispose()
    {
        Ids.Dispose();
        Mask.Dispose();
    }

    private static TokenRows Pad(IReadOnlyList<int[]> rows, int padding, Device? device, bool onLeft)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0)
        {
            throw new ArgumentException("At least one row of tokens is needed.", nameof(rows));
        }

        var columns = rows.Max(row => row.Length);
        var (ids, mask) = (new long[rows.Count, columns], new long[rows.Count, columns]);
        for (var row = 0; row < rows.Count; row++)
        {
            var start = onLeft ? columns - rows[row].Length : 0;
            for (var column = 0; column < columns; column++)
            {
                var isToken = column >= start && column < start + rows[row].Length;
                (ids[row, column], mask[row, column]) = isToken ? (rows[row][column - start], 1) : (padding, 0);
            }
        }

        return new TokenRows(tensor(ids, device: device), tensor(mask, device: device)) { IsFull = rows.All(row => row.Length == columns) };
    }
}
