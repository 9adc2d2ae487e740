using System.CommandLine;

namespace VanishingGradients.Experiments.Commands;

/// <summary>The command line of the kit: <c>dotnet artifacts/kit/VanishingGradients.Kernel.dll &lt;command&gt;</c>.</summary>
internal static class CommandLine
{
    /// <summary>Exit code of a command that was cancelled, as shells report an interrupt.</summary>
    internal const int Cancelled = 130;

    // One line and one file per command.
    private static Command[] Commands =>
    [
        RunCommand.Create(),
        SweepCommand.Create(),
        LedgerCommand.Create(),
        WorkCommand.Create(),
    ];

    private static int Main(string[] arguments)
    {
        var root = new RootCommand("Runs the kit's experiments. Exit code 0: finished, 1: failed, 130: cancelled and can be continued.");
        foreach (var command in Commands)
        {
            root.Subcommands.Add(command);
        }

        // Interrupts are handled by the commands: the default would leave two seconds for a checkpoint.
        return root.Parse(arguments).Invoke(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }
}
