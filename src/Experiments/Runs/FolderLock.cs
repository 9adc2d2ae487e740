namespace VanishingGradients.Experiments.Runs;

/// <summary>A lock of the operating system on a file: it ends with the process, however that ends.</summary>
internal static class FolderLock
{
    private const int Tries = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Takes the lock. One that is only looked at is free again within a moment, so a taken one is tried for 0.2 seconds.</summary>
    /// <param name="path">The lock's file; it is made where it is missing, and stays.</param>
    /// <returns>What to dispose to give it back.</returns>
    /// <exception cref="IOException">Somebody else has it, or the file cannot be made.</exception>
    internal static IDisposable Take(string path)
    {
        for (var left = Tries - 1; ; left--)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (left > 0 && File.Exists(path))
            {
                Thread.Sleep(Pause);
            }
        }
    }
}
