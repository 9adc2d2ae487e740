namespace VanishingGradients.Experiments.Runs;

/// <summary>A lock of the operating system on a file: it ends with the process, however that ends.</summary>
internal static class FolderLock
{
    /// <summary>Takes the lock.</summary>
    /// <param name="path">The lock's file; it is made where it is missing, and stays.</param>
    /// <returns>What to dispose to give it back.</returns>
    /// <exception cref="IOException">Somebody else has it, or the file cannot be made.</exception>
    internal static IDisposable Take(string path) => new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
}
