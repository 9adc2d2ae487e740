using System.Globalization;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.FSharp.Core;

// Prints the version of FSharp.Core in the default load context, then the plotly JSON of a chart that a script draws with the kit, then the
// sum of a tensor that it makes with TorchSharp alone.
// Argument: the kit folder.
Console.WriteLine(typeof(Unit).Assembly.GetName().Version!.ToString());

var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
var kit = Path.Combine(Path.GetFullPath(args[0]), "VanishingGradients.Kernel.dll");
var chart = string.Create(CultureInfo.InvariantCulture, $$"""
    #r "{{kit}}"
    using VanishingGradients.Notebook;
    Figure.Lines(Series.Of("reward", new[] { 0.1, double.NaN, 0.5 })).WithTitle("drawn by a script").ToPlotlyJson()
    """);
var session = await CSharpScript.RunAsync<string>(chart, ScriptOptions.Default.WithReferences(platform));
Console.WriteLine(session.ReturnValue);

var tensor = $"""
    #r "{Path.Combine(Path.GetFullPath(args[0]), "TorchSharp.dll")}"
    TorchSharp.torch.ones(3).sum().item<float>()
    """;
Console.WriteLine((await session.ContinueWithAsync<float>(tensor)).ReturnValue);
