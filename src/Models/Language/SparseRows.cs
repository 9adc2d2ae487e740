using TorchSharp.Modules;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language;

/// <summary>Rows of a table whose gradient is sparse: a batch has few of a vocabulary's tokens. TorchSharp's embedding has none, so libtorch's is called
/// through TorchScript.</summary>
internal static class SparseRows
{
    private const string Script = """
        def rows(table: Tensor, ids: Tensor) -> Tensor:
            return torch.embedding(table, ids, -1, False, True)

        """;

    private static readonly Lazy<jit.CompilationUnit> Compiled = TorchScript.Of(Script);

    /// <summary>Some rows.</summary>
    /// <param name="table">Shape [V, d].</param>
    /// <param name="ids">int64, shape [N].</param>
    /// <returns>Shape [N, d].</returns>
    internal static Tensor Of(Parameter table, Tensor ids) => Compiled.Value.invoke<Tensor>("rows", table, ids);
}
