using VanishingGradients.Benchmarks;
using VanishingGradients.Benchmarks.Workloads;

// Each benchmark is a whole program of its own: dotnet run --project tests/benchmarks -- <name> [arguments]
var benchmarks = new Dictionary<string, (string Help, Func<string[], int> Run)>
{
    ["memory"] = ("[steps, default 20000] [limit in MB, default 100]   growth of the process over training steps; exit code 1 above the limit", MemoryGrowth.Run),
    ["finetuning"] = ("[epochs, default 100]   steps per second of finetuning with all group metrics, against plain steps", FinetuningSpeed.Run),
    ["gradients"] = ("gradient norms of every input for all objectives, against loops of backward passes; time and memory over the number of inputs", GradientSpeed.Run),
    ["kill-resume"] = ("[kills, default 20] [mlp | actor-critic | resnet | language]   kills a run at random moments and continues it; exit code 1 where it does not end with the bits of one left alone", KillResume.Run),
    ["fullsize"] = ("gpt2 | t5-base   the paper's language models at their true sizes: a Hugging Face folder, two supervised steps, sampling, an iteration of PPO; time and memory", FullSize.Run),
    ["ppo"] = ("[iterations, default 200]   memory and tokens per second of PPO on a small language model; exit code 1 where memory grows by more than 100 MB", LanguagePpo.Run),
    ["bounds"] = ("[cases, default 20000]   largest norm / bound of every bound over random policies; exit code 1 where one is broken", BoundTightness.Run),
    ["pytorch"] = ("[pairs, default 3] [part of a row's name] [python]   the kit against plain PyTorch on the same work, in pairs of runs", PyTorchComparison.Run),
    ["scaling"] = ("[picture.png]   time and memory of a step over the batch, the width and the number of inputs", Scaling.Run),
    ["tokens"] = ("[picture.png]   time and memory of a language model over the rows and their tokens, in training and in sampling", TokenScaling.Run),
    ["precision"] = ("[steps, default 40]   accuracy and time of bfloat16 parameters against float32", Precision.Run),
    ["workload"] = ("<name> [arguments] <CPU seconds>   one kind of work alone, as pytorch and scaling run it", Workload.Run),
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

Console.WriteLine($"# {args[0]}: {Machine.Description()}");
return chosen.Run(args[1..]);
