using System.CommandLine;
using VanishingGradients.Host.Engine;
using VanishingGradients.Host.Execution;
using VanishingGradients.Host.Terminal;

var pipe = new Argument<string>("pipe");
var engine = new Command(EngineProcess.Command, "Run cells for a front door.") { pipe };
engine.Hidden = true;
engine.SetAction(result => EngineProgram.Run(result.GetRequiredValue(pipe)));

var root = new RootCommand("Runs the kit's notebooks (.ipynb, C#) without any other notebook software.") { RunCommand.Create(), engine };
var configuration = new InvocationConfiguration
{
    // Ctrl-C is handled where notebooks run: the default would give a cell two seconds to save hours of work.
    ProcessTerminationTimeout = null,
};
ParseResult arguments = root.Parse(args);
int exitCode = await arguments.InvokeAsync(configuration);
return arguments.Errors.Count > 0 ? 2 : exitCode;
