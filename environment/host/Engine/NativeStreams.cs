using System.Runtime.InteropServices;

namespace VanishingGradients.Host.Engine;

/// <summary>
/// The process's own stdout and stderr, where native libraries write past <see cref="Console"/>. The front door reads them.
/// </summary>
internal static class NativeStreams
{
    /// <summary>Ends what a cell wrote (the record separator of ASCII), so that the reader knows it has seen all of it.</summary>
    public const char CellEnd = '\u001e';

    /// <summary>Flushes C's buffers and marks the end of the cell on both streams.</summary>
    public static void EndCell()
    {
        _ = OperatingSystem.IsWindows() ? FlushWindows(0) : FlushUnix(0);
        foreach (Stream stream in (Stream[])[Console.OpenStandardOutput(), Console.OpenStandardError()])
        {
            stream.WriteByte((byte)CellEnd);
            stream.Flush();
        }
    }

    [DllImport("libc", EntryPoint = "fflush")]
    private static extern int FlushUnix(nint file);

    [DllImport("ucrtbase", EntryPoint = "fflush")]
    private static extern int FlushWindows(nint file);
}
