using static TorchSharp.torch;

namespace VanishingGradients.Torch;

/// <summary>Operations of libtorch that TorchSharp has no method for, called through TorchScript.</summary>
internal static class TorchScript
{
    /// <summary>A script that is compiled at its first use.</summary>
    /// <param name="source">Its functions.</param>
    internal static Lazy<jit.CompilationUnit> Of(string source) => new(() =>
    {
        TorchRuntime.EnsureLoaded();
        return jit.compile(source);
    });
}
