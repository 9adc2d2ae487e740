using System.CommandLine;
using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Commands;

/// <summary>The command <c>run</c>.</summary>
internal static class RunCommand
{
    internal static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "A folder with a config.json." };
        var epochs = new Option<int?>("--checkpoint-epochs")
        {
            Description = "Epochs between two checkpoints. Default: only the seconds count.",
            HelpName = "epochs",
        };
        var seconds = new Option<double>("--checkpoint-seconds")
        {
            Description = "Seconds between two checkpoints.",
            HelpName = "seconds",
            DefaultValueFactory = _ => new RunExecution().CheckpointSeconds,
        };
        var pretrained = Pretrained();
        var command = new Command("run", "Execute a run: start it, or continue it from its checkpoint. Ctrl-C and SIGTERM save and stop.")
        {
            folder, epochs, seconds, pretrained,
        };
        command.SetAction(result => Execute(
            result.GetRequiredValue(folder),
            () => new RunExecution
            {
                CheckpointEpochs = result.GetValue(epochs),
                CheckpointSeconds = result.GetValue(seconds),
                PretrainedFolder = result.GetValue(pretrained),
            }));
        return command;
    }

    /// <summary>The option of a shared pretraining.</summary>
    internal static Option<string?> Pretrained() => new("--pretrained")
    {
        Description = "Folder where runs with the same pretraining share it. Default: none.",
        HelpName = "folder",
    };

    private static int Execute(string folder, Func<RunExecution> execution)
    {
        var interrupt = Interrupt.FromTerminal();
        using var progress = new CommandProgress(Console.Error);
        try
        {
            Run.Execute(folder, execution(), progress, interrupt.Token);
            progress.End("finished");
            return 0;
        }
        catch (OperationCanceledException)
        {
            progress.End("cancelled; the same command continues");
            return CommandLine.Cancelled;
        }
        catch (Exception error)
        {
            progress.End($"failed: {error.Message}");
            return 1;
        }
    }
}
