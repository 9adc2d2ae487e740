using System.CommandLine;
using System.Runtime.InteropServices;
using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Commands;

/// <summary>The command <c>work</c>, by which a launcher has many runs executed by one process.</summary>
internal static class WorkCommand
{
    internal const string Name = "work";

    internal static Command Create()
    {
        var pretrained = RunCommand.Pretrained();
        var command = new Command(Name, "For launchers: execute the runs whose folders come as lines of the input, one after the other.") { pretrained };
        command.Hidden = true;
        command.SetAction(result => Execute(Console.In, new WorkReport(Console.Out), new RunExecution { PretrainedFolder = result.GetValue(pretrained) }));
        return command;
    }

    private static int Execute(TextReader folders, WorkReport report, RunExecution execution)
    {
        // Ctrl-C in a terminal reaches the launcher as well, which then asks this process to stop; a second signal would end it at once.
        using var ignored = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var interrupt = new Interrupt(PosixSignal.SIGTERM);
        try
        {
            while (folders.ReadLine() is { } folder)
            {
                Run.Execute(folder, execution, report, interrupt.Token);
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
}
