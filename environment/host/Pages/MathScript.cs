using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace VanishingGradients.Host.Pages;

/// <summary>
/// The script that turns TeX into MathML in the reader's browser: KaTeX, fetched once from the npm registry the machine is set up for,
/// checked, and kept per user. MathML needs no font files, so the page stays one file.
/// </summary>
internal static class MathScript
{
    private const string Package = "katex@0.19.1";
    private const string ScriptInPackage = "package/dist/katex.min.js";
    private const string Integrity = "jG8uKntjSEcm2EpQOh0XturpPuuC9r3Sq5HLHdsFdWZT27E672SF19QEi+of0/YeOy15lDgRhKvr5614uRrEfA==";
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(60);

    // Without the script the TeX source shows, delimiters removed, in the style of code.
    private const string Render = """
        for (const element of document.querySelectorAll('.math')) {
          const tex = element.textContent.trim().replace(/^\\[(\[]|\\[)\]]$/g, '');
          if (window.katex)
              katex.render(tex, element, { output: 'mathml', displayMode: element.matches('div, .display'), throwOnError: false });
          else { element.textContent = tex; element.classList.add('math-source'); }
        }
        """;

    /// <param name="announce">Takes a sentence when KaTeX cannot be had.</param>
    /// <returns>Script elements for the end of a page.</returns>
    public static async Task<string> LoadAsync(Action<string> announce)
    {
        string katex = "";
        try
        {
            katex = $"<script>{Extract(await PackageAsync())}</script>\n";
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or Win32Exception
            or OperationCanceledException or InvalidDataException)
        {
            announce($"Formulas are shown as TeX source: {Package} could not be fetched with npm ({error.Message}).");
        }
        return $"{katex}<script>\n{Render}\n</script>\n";
    }

    private static async Task<byte[]> PackageAsync()
    {
        string kept = Path.Combine(CacheFolder(), "katex-0.19.1.tgz");
        if (File.Exists(kept) && await File.ReadAllBytesAsync(kept) is var bytes && IsIntact(bytes))
            return bytes;
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("VG_OFFLINE")))
            throw new IOException("VG_OFFLINE is set");

        byte[] fetched = await FetchAsync();
        if (!IsIntact(fetched))
            throw new InvalidDataException("what came is not the package expected: its SHA-512 differs");
        AtomicFile.Write(kept, stream => stream.Write(fetched));
        return fetched;
    }

    private static bool IsIntact(byte[] package) => Convert.ToBase64String(SHA512.HashData(package)) == Integrity;

    private static async Task<byte[]> FetchAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("vg-katex-");
        try
        {
            var start = new ProcessStartInfo(
                OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
                ["pack", Package, "--silent", "--pack-destination", folder.FullName])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process npm = Process.Start(start)!;
            using var timeout = new CancellationTokenSource(FetchTimeout);
            try
            {
                await Task.WhenAll(npm.StandardOutput.ReadToEndAsync(timeout.Token), npm.StandardError.ReadToEndAsync(timeout.Token));
                await npm.WaitForExitAsync(timeout.Token);
            }
            finally
            {
                if (!npm.HasExited)
                    npm.Kill(entireProcessTree: true);
            }
            FileInfo package = folder.EnumerateFiles("*.tgz").FirstOrDefault()
                ?? throw new IOException($"npm ended with exit code {npm.ExitCode}");
            return await File.ReadAllBytesAsync(package.FullName, timeout.Token);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Extract(byte[] package)
    {
        using var archive = new TarReader(new GZipStream(new MemoryStream(package), CompressionMode.Decompress));
        while (archive.GetNextEntry() is { } entry)
        {
            if (entry.Name == ScriptInPackage)
                return new StreamReader(entry.DataStream!).ReadToEnd();
        }
        throw new InvalidDataException($"{ScriptInPackage} is not in the package");
    }

    private static string CacheFolder()
    {
        if (Environment.GetEnvironmentVariable("VG_CACHE") is { Length: > 0 } kit)
            return Path.Combine(kit, "host");
        string user = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathFullyQualified(cache)
            ? cache
            : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return Path.Combine(user, "vanishing-gradients", "host");
    }
}
