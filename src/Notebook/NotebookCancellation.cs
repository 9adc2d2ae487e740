namespace VanishingGradients.Notebook;

/// <summary>The wish of the reader to stop a running cell.</summary>
public static class NotebookCancellation
{
    private const string Key = "VanishingGradients.Cancellation";

    /// <summary>
    /// Cancelled when the reader interrupts the running cell, where the host says so: the kit's own puts a <see cref="CancellationToken"/>
    /// into the AppDomain under "VanishingGradients.Cancellation" before each cell. Elsewhere <see cref="CancellationToken.None"/>.
    /// </summary>
    public static CancellationToken Token =>
        AppDomain.CurrentDomain.GetData(Key) is CancellationToken token ? token : CancellationToken.None;
}
