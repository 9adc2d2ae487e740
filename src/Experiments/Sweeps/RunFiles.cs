namespace VanishingGradients.Experiments.Sweeps;

/// <summary>What a run leaves in its folder.</summary>
internal static class RunFiles
{
    internal const string Config = "config.json";
    internal const string Result = "result.json";
    internal const string Error = "error.txt";
    internal const string Lock = "run.lock";

    internal static RunStatus Status(string folder) =>
        IsLocked(Path.Combine(folder, Lock)) ? RunStatus.Running : StatusAtRest(folder);

    /// <summary>The status of a run that no process is at work on.</summary>
    internal static RunStatus StatusAtRest(string folder) =>
        File.Exists(Path.Combine(folder, Result)) ? RunStatus.Finished :
        File.Exists(Path.Combine(folder, Error)) ? RunStatus.Failed :
        Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any(path => Path.GetFileName(path) != Config) ? RunStatus.Interrupted :
        RunStatus.Pending;

    /// <summary>Why a run failed, without the stack trace that follows a blank line; null where it did not fail, or could not write it because the
    /// disk is full.</summary>
    internal static string? ErrorText(string folder)
    {
        var path = Path.Combine(folder, Error);
        var text = File.Exists(path) ? string.Join('\n', File.ReadLines(path).TakeWhile(line => line.Length > 0)) : "";
        return text.Length > 0 ? text : null;
    }

    /// <summary>Takes away why a run failed before: it may be killed next time, and then tells nothing.</summary>
    internal static void ForgetError(string folder)
    {
        try
        {
            File.Delete(Path.Combine(folder, Error));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The run itself cannot write there either, and says so.
        }
    }

    // A process at work holds its lock file open for itself alone; the lock goes with the process, whatever ends it. Looking shares the lock for
    // a moment, so that lookers do not see one another; whoever takes it meanwhile tries again.
    private static bool IsLocked(string path)
    {
        try
        {
            using var stream = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
