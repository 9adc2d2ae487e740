using System.Runtime.InteropServices;
using TorchSharp;
using VanishingGradients.Benchmarks;
using VanishingGradients.Torch;

// Each benchmark is a whole program of its own: dotnet run --project tests/benchmarks -- <name> [arguments]
var benchmarks = new Dictionary<string, (string Help, Func<string[], int> Run)>
{
    ["memory"] = ("[steps, default 20000] [limit in MB, default 100]   growth of the process over training steps; exit code 1 above the limit", MemoryGrowth.Run),
    ["finetuning"] = ("[epochs, default 100]   steps per second of finetuning with all group metrics, against plain steps", FinetuningSpeed.Run),
    ["gradients"] = ("gradient norms of every input for all objectives, against loops of backward passes; time and memory over the number of inputs", GradientSpeed.Run),
    ["generation"] = ("[tokens, default 64]   tokens per second of sampling from GPT-2 small, one row and sixteen", GenerationSpeed.Run),
    ["bounds"] = ("[cases, default 20000]   largest norm / bound of every bound over random policies; exit code 1 where one is broken", BoundTightness.Run),
};

if (args.Length == 0 || !benchmarks.TryGetValue(args[0], out var chosen))
{
    Console.WriteLine("dotnet run --project tests/benchmarks -- <benchmark> [arguments]");
    foreach (var (name, (help, _)) in benchmarks)
    {
        Console.WriteLine($"  {name,-12}{help}");
    }

    return args.Length == 0 ? 0 : 2;
}

Console.WriteLine($"# {args[0]}: {RuntimeInformation.OSDescription}, .NET {Environment.Version}, libtorch {torch.__version__}, {TorchRuntime.Threads} threads of {Environment.ProcessorCount} processors");
return chosen.Run(args[1..]);
