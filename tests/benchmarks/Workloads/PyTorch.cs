using System.Runtime.Intrinsics.X86;

namespace VanishingGradients.Benchmarks.Workloads;

/// <summary>The plain PyTorch programs beside this assembly and a Python that can run them.</summary>
internal sealed class PyTorch
{
    private readonly string _python;

    private PyTorch(string python, Figures versions) => (_python, Versions) = (python, versions);

    /// <summary>Versions of python, torch and its BLAS.</summary>
    internal Figures Versions { get; }

    /// <summary>The first of some Pythons that has torch; null where there is none.</summary>
    internal static PyTorch? Find(IEnumerable<string> pythons, out string why)
    {
        // OpenBLAS takes a processor newer than itself for the oldest it knows and multiplies four times too slowly.
        if (Avx512F.IsSupported && Environment.GetEnvironmentVariable("OPENBLAS_CORETYPE") is null)
        {
            Environment.SetEnvironmentVariable("OPENBLAS_CORETYPE", "SkylakeX");
        }

        why = "";
        foreach (var python in pythons)
        {
            try
            {
                return new PyTorch(python, Figures.Of(python, 1, Program("measure")));
            }
            catch (InvalidOperationException error)
            {
                why += error.Message.TrimEnd() + Environment.NewLine;
            }
        }

        return null;
    }

    /// <summary>Runs a program in a process of its own.</summary>
    internal Figures Run(int threads, string program, params string[] arguments) => Figures.Of(_python, threads, [Program(program), .. arguments]);

    private static string Program(string name) => Path.Combine(AppContext.BaseDirectory, "python", $"{name}.py");
}
