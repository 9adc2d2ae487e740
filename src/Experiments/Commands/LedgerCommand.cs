using System.CommandLine;
using System.Text;
using VanishingGradients.Experiments.Claims;
using VanishingGradients.Experiments.Sweeps;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Commands;

/// <summary>The command <c>ledger</c>.</summary>
internal static class LedgerCommand
{
    private const string JsonFile = "ledger.json";
    private const string TextFile = "ledger.md";

    internal static Command Create()
    {
        var scale = new Option<Scale>("--scale") { Description = "How much of the paper's computation to do.", DefaultValueFactory = _ => Scale.Course };
        var claims = new Option<string[]>("--claims")
        {
            Description = "Ids of the claims to measure, with commas between. Default: all that have a measurement.",
            HelpName = "id,id",
            CustomParser = result => result.Tokens.Count == 0 ? [] : result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        };
        var folder = new Option<string>("--out")
        {
            Description = $"Folder of {JsonFile}, {TextFile} and the runs. What is there is kept and completed.",
            HelpName = "folder",
            DefaultValueFactory = _ => "ledger",
        };
        var others = new Option<FileInfo[]>("--with")
        {
            Description = $"Further {JsonFile} files whose entries are taken along.",
            HelpName = "file",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("ledger", "Measure the paper's claims and write the ledger. Ctrl-C and SIGTERM stop; the same command goes on.")
        {
            scale, claims, folder, others,
        };
        var launcher = new LauncherOptions(command);
        command.SetAction((result, _) => ExecuteAsync(
            result.GetRequiredValue(folder),
            result.GetValue(others) ?? [],
            () => result.GetValue(claims) is { } ids ? [.. ids.Select(PaperClaims.Find)] : PaperClaims.All,
            result.GetValue(scale),
            () => launcher.Create(result)));
        return command;
    }

    private static async Task<int> ExecuteAsync(
        string folder, FileInfo[] others, Func<IReadOnlyList<Claim>> choose, Scale scale, Func<ILauncher> create)
    {
        var interrupt = Interrupt.FromTerminal();
        try
        {
            var (claims, launcher) = (choose(), create());
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, JsonFile);
            var ledger = File.Exists(path) ? ClaimsLedger.Load(path) : ClaimsLedger.Empty;
            ledger = others.Aggregate(ledger, (all, other) => all.With(ClaimsLedger.Load(other.FullName)));
            Save(ledger, folder);
            var failed = false;
            foreach (var same in claims.Where(claim => claim.Measurement is not null).GroupBy(claim => claim.Measurement))
            {
                await Console.Error.WriteLineAsync($"measuring {same.Key}");
                try
                {
                    using var line = SweepLine.OfErrors();
                    ledger = ledger.With(await ClaimsLedger.MeasureAsync(same, scale, folder, launcher, line, interrupt.Token));
                }
                catch (SweepException error)
                {
                    // The other claims need not wait until this one's data are there.
                    failed = true;
                    await Console.Error.WriteLineAsync($"failed: {error.Message}");
                }

                Save(ledger, folder);
            }

            Console.WriteLine(Path.Combine(folder, TextFile));
            return failed ? 1 : 0;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("cancelled; the same command goes on");
            return CommandLine.Cancelled;
        }
        catch (Exception error)
        {
            await Console.Error.WriteLineAsync($"failed: {error.Message}");
            return 1;
        }
    }

    private static void Save(ClaimsLedger ledger, string folder)
    {
        ledger.Save(Path.Combine(folder, JsonFile));
        AtomicFile.Write(Path.Combine(folder, TextFile), stream => stream.Write(Encoding.UTF8.GetBytes(LedgerText.Markdown(ledger))));
    }
}
