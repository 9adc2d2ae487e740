using MathNet.Numerics.LinearAlgebra;
using VanishingGradients.Models;
using static TorchSharp.torch;

namespace VanishingGradients.Analysis.Gradients;

/// <summary>γ, the spectral norm of the Jacobian of logits with respect to all parameters, for policies with many outputs.</summary>
/// <remarks>
/// Lanczos iteration on J Jᵀ with full reorthogonalisation. A product with Jᵀ is a backward pass, one with J the derivative of Jᵀu with
/// respect to u (double backward), so nothing of size K × K or K × P is formed. For few outputs <see cref="LogitGram"/> is exact and
/// faster.
/// </remarks>
public static class JacobianNorm
{
    /// <summary>γ of one input's logits: the largest singular value of the Jacobian.</summary>
    /// <param name="policy">The policy; its operations must be twice differentiable.</param>
    /// <param name="input">One input, shape [1, ...].</param>
    /// <param name="start">Random stream of the first vector.</param>
    /// <param name="tolerance">Relative change of γ at which the iteration stops.</param>
    /// <param name="maximumIterations">Most products with J Jᵀ, at least 2.</param>
    /// <returns>γ, from below: a Lanczos value never exceeds the true one by more than rounding.</returns>
    public static double ByLanczos(Policy policy, Tensor input, Generator start, double tolerance = 1e-8, int maximumIterations = 64)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumIterations, 2);
        using var scope = NewDisposeScope();
        policy.eval();
        Tensor[] parameters = [.. policy.parameters().Where(parameter => parameter.requires_grad)];
        var logits = policy.call(input).flatten();
        var direction = zeros_like(logits).requires_grad_();
        var pulled = autograd.grad([logits], parameters, [direction], retain_graph: true, create_graph: true);

        var basis = new List<Tensor>();
        var (diagonal, offDiagonal) = (new List<double>(), new List<double>());
        var vector = rand(logits.shape, dtype: logits.dtype, generator: start) - 0.5;
        vector /= vector.norm();
        var gamma = 0.0;
        var iterations = Math.Min(maximumIterations, (int)logits.numel());
        for (var i = 0; i < iterations; i++)
        {
            basis.Add(vector);
            var product = Product(logits, parameters, pulled, direction, vector);
            diagonal.Add(Number(product.dot(vector)));
            foreach (var earlier in basis.Concat(basis))
            {
                product -= earlier * product.dot(earlier);
            }

            var previous = gamma;
            gamma = Math.Sqrt(Math.Max(0, LargestEigenvalue(diagonal, offDiagonal)));
            var rest = Number(product.norm());
            if (i > 0 && Math.Abs(gamma - previous) <= tolerance * gamma || rest <= 1e-12 * gamma * gamma)
            {
                break;
            }

            offDiagonal.Add(rest);
            vector = product / rest;
        }

        return gamma;
    }

    // J Jᵀ v: Jᵀv by a backward pass, then J of it as the derivative of ⟨Jᵀu, Jᵀv⟩ with respect to u.
    private static Tensor Product(Tensor logits, Tensor[] parameters, IList<Tensor> pulled, Tensor direction, Tensor vector)
    {
        var pulledVector = autograd.grad([logits], parameters, [vector], retain_graph: true);
        return autograd.grad([.. pulled], [direction], [.. pulledVector], retain_graph: true)[0];
    }

    private static double LargestEigenvalue(List<double> diagonal, List<double> offDiagonal)
    {
        var matrix = Matrix<double>.Build.Dense(diagonal.Count, diagonal.Count, (row, column) =>
            row == column ? diagonal[row] : Math.Abs(row - column) == 1 ? offDiagonal[Math.Min(row, column)] : 0);
        return matrix.Evd(Symmetricity.Symmetric).EigenValues.Max(value => value.Real);
    }

    private static double Number(Tensor scalar) => scalar.to(ScalarType.Float64).item<double>();
}
