using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text;
using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Commands;

/// <summary>The command <c>work</c>, by which a launcher has many runs executed by one process.</summary>
internal static class WorkCommand
{
    internal const string Name = "work";

    /// <summary>Of input and output, whatever the console's is: folders may have any name.</summary>
    internal static Encoding Encoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    internal static Command Create()
    {
        var pretrained = RunCommand.Pretrained();
        var command = new Command(Name, "For launchers: execute the runs whose folders come as lines of the input, one after the other.") { pretrained };
        command.Hidden = true;
        command.SetAction(result => Execute(new RunExecution { PretrainedFolder = result.GetValue(pretrained) }));
        return command;
    }

    private static int Execute(RunExecution execution)
    {
        // Ctrl-C in a terminal reaches the launcher as well, which then asks this process to stop.
        using var ignored = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        var interrupt = new Interrupt(PosixSignal.SIGTERM);
        Console.SetError(Writer(Console.OpenStandardError()));
        var report = new WorkReport(Writer(Console.OpenStandardOutput()));
        var folders = new WorkInput(new StreamReader(Console.OpenStandardInput(), Encoding));
        // A launcher that is gone could not go on with this run while a process is at work on it.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupt.Token, folders.Ended);
        try
        {
            while (folders.Next(interrupt.Token) is { } folder)
            {
                Run.Execute(folder, execution, report, stop.Token);
                report.Done();
            }

            return 0;
        }
        catch (OperationCanceledException)
        {
            return CommandLine.Cancelled;
        }
        // The next run gets a process that nothing went wrong in.
        catch (Exception error)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }

    private static StreamWriter Writer(Stream stream) => new(stream, Encoding) { AutoFlush = true };
}
