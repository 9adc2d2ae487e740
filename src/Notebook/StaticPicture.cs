using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace VanishingGradients.Notebook;

/// <summary>Turns plotly JSON into a PNG with a Chromium that shows no window.</summary>
internal static class StaticPicture
{
    private const double Scale = 1.5;
    private const string Mark = "|picture|";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "chrome"];

    /// <summary>Whether figures shown in a notebook come with a picture: unless VG_STATIC_PICTURES is 0, where a Chromium is
    /// found.</summary>
    public static bool Wanted => Environment.GetEnvironmentVariable("VG_STATIC_PICTURES") != "0" && FindBrowser() is not null;

    /// <summary>Draws.</summary>
    /// <exception cref="StaticPictureException">No Chromium was found, or it made no picture.</exception>
    public static byte[] Draw(string json)
    {
        var browser = FindBrowser() ?? throw new StaticPictureException(
            $"No Chromium was found to draw the picture: none of {string.Join(", ", Names)} is on the PATH. Install one, or name it in the environment variable VG_CHROMIUM.");
        var folder = Directory.CreateTempSubdirectory("vg-figure-");
        try
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, "plotly.js"), PlotlyLibrary.JavaScript);
            var page = Path.Combine(folder.FullName, "figure.html");
            File.WriteAllText(page, Page(json));
            var shown = Run(browser, page, Path.Combine(folder.FullName, "profile"));
            var parts = shown.Split(Mark);
            if (parts.Length != 5)
                throw new StaticPictureException($"'{browser}' ran but drew no picture of the figure.");
            return PalettePng.Encode(int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture), Convert.FromBase64String(parts[3]));
        }
        finally
        {
            Remove(folder);
        }
    }

    private static string Page(string json) =>
        $$"""
        <!DOCTYPE html>
        <html><head><meta charset="utf-8"><script src="plotly.js"></script></head>
        <body><script>
        const figure = {{json.Replace("<", "\\u003c")}};
        Plotly.toImage(figure, { format: "png", scale: {{Scale.ToString(CultureInfo.InvariantCulture)}}, width: figure.layout.width || 700, height: figure.layout.height || 420 })
          .then(url => new Promise(done => {
            const image = new Image();
            image.onload = () => done(image);
            image.src = url;
          }))
          .then(image => {
            const canvas = document.createElement("canvas");
            [canvas.width, canvas.height] = [image.width, image.height];
            const context = canvas.getContext("2d");
            context.drawImage(image, 0, 0);
            const pixels = context.getImageData(0, 0, image.width, image.height).data;
            let text = "";
            for (let i = 0; i < pixels.length; i += 30000) text += String.fromCharCode(...pixels.subarray(i, i + 30000));
            document.body.textContent = ["", image.width, image.height, btoa(text), ""].join("{{Mark}}");
          });
        </script></body></html>
        """;

    private static string Run(string browser, string page, string profile)
    {
        // Some Chromium packages refuse to run as root inside their sandbox; the page is the kit's own and has no network.
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage", $"--user-data-dir={profile}",
            "--virtual-time-budget=10000", "--dump-dom", new Uri(page).AbsoluteUri,
        ];
        var start = new ProcessStartInfo(browser, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                throw new StaticPictureException($"'{browser}' did not draw the figure within {Patience.TotalSeconds} s.");
            }

            return process.ExitCode == 0
                ? output.GetAwaiter().GetResult()
                : throw new StaticPictureException(
                    $"'{browser}' ended with exit code {process.ExitCode}: {errors.GetAwaiter().GetResult().Trim()}");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new StaticPictureException($"'{browser}' could not be started: {e.Message}", e);
        }
    }

    private static string? FindBrowser()
    {
        if (Environment.GetEnvironmentVariable("VG_CHROMIUM") is { Length: > 0 } named)
            return named;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var ending = OperatingSystem.IsWindows() ? ".exe" : "";
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name + ending))).FirstOrDefault(File.Exists);
    }

    private static void Remove(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A browser process may hold its profile a moment longer; the system clears its temporary folder.
        }
    }
}
