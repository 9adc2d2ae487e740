using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using VanishingGradients.Host.Execution;

namespace VanishingGradients.Host.Terminal;

/// <summary>The command line of <c>run</c>.</summary>
internal static partial class RunCommand
{
    /// <summary>The environment variable by which a notebook learns its scale.</summary>
    public const string ScaleVariable = "VG_SCALE";

    public static Command Create()
    {
        var notebooks = new Argument<string[]>("notebooks")
        {
            Description = "Notebooks (.ipynb), and folders that hold some.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string?>("--out")
        {
            Description = "Folder for the executed notebooks and their pages. Default: artifacts/notebooks in the repository. " +
                "'--out notebooks' rewrites in place.",
            HelpName = "folder",
        };
        var scale = new Option<string>("--scale")
        {
            Description = "How large the experiments are: smoke (seconds), course (minutes on two cores) or paper (as published).",
            DefaultValueFactory = _ => "course",
        };
        scale.AcceptOnlyFromAmong("smoke", "course", "paper");
        var timeout = new Option<TimeSpan?>("--timeout")
        {
            Description = "The longest a single cell may run, such as 90s, 10m or 2h. Default: no limit.",
            HelpName = "time",
            CustomParser = result => ParseTime(result.Tokens[0].Value) is { } time ? time : Reject(result),
        };
        var html = new Option<bool>("--html") { Description = "Write a page beside each executed notebook. This is the default." };
        var noHtml = new Option<bool>("--no-html") { Description = "Write no pages." };

        var command = new Command("run", "Run notebooks from top to bottom and keep what they show.")
        {
            notebooks, output, scale, timeout, html, noHtml,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(html) && result.GetValue(noHtml))
                result.AddError("--html and --no-html contradict each other.");
        });
        command.SetAction((result, cancellationToken) =>
        {
            var options = new RunOptions
            {
                Environment = new Dictionary<string, string> { [ScaleVariable] = result.GetRequiredValue(scale) },
                Timeout = result.GetValue(timeout) ?? Timeout.InfiniteTimeSpan,
            };
            string folder = result.GetValue(output)
                ?? Path.Combine(PathScrubber.RootOf(Environment.CurrentDirectory), "artifacts", "notebooks");
            return new NotebookBatch(options, writePages: !result.GetValue(noHtml))
                .RunAsync(result.GetRequiredValue(notebooks), Shorten(folder));
        });
        return command;

        static TimeSpan? Reject(System.CommandLine.Parsing.ArgumentResult result)
        {
            result.AddError($"'{result.Tokens[0].Value}' is no time: write a number and s, m or h, such as 90s or 10m.");
            return null;
        }
    }

    private static string Shorten(string folder) =>
        Path.GetRelativePath(Environment.CurrentDirectory, folder) is var relative
            && relative.StartsWith("..", StringComparison.Ordinal)
            ? folder
            : relative;

    /// <returns>The time, or null when the text is none.</returns>
    public static TimeSpan? ParseTime(string text)
    {
        if (Time().Match(text) is not { Success: true } match
            || !double.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out double number)
            || number <= 0)
            return null;
        return match.Groups[2].Value switch
        {
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            _ => TimeSpan.FromHours(number),
        };
    }

    [GeneratedRegex(@"^(\d+(?:\.\d+)?)([smh])$")]
    private static partial Regex Time();
}
