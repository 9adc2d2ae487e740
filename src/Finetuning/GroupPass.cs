using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>One forward and one backward pass over a part of a batch. Everything is a sum over its inputs, so that parts add up.</summary>
/// <param name="Count">Inputs in the part.</param>
/// <param name="Gradient">Gradient of the summed objective, shape [P].</param>
/// <param name="Sums">Sums over the inputs of the values named by the constants, float64, shape [6].</param>
internal sealed record GroupPass(int Count, Tensor Gradient, Tensor Sums)
{
    private const long Piece = 1 << 17;

    internal const int Loss = 0;
    internal const int Accuracy = 1;
    internal const int Objective = 2;
    internal const int Kl = 3;
    internal const int Reward = 4;
    internal const int RewardStd = 5;

    internal Tensor Mean(int value) => Sums[value] / Count;

    /// <summary>Norm of the gradient of the mean objective, in float64: small groups have gradients whose squares leave float32.</summary>
    internal Tensor GradientNorm() => Norm(Gradient) / Count;

    internal GroupPass Add(GroupPass other) => new(Count + other.Count, Gradient + other.Gradient, Sums + other.Sums);

    // Piece by piece, so that a large policy's vector is not copied as a whole.
    internal static Tensor Norm(Tensor vector)
    {
        var squares = zeros([], ScalarType.Float64);
        for (var start = 0L; start < vector.numel(); start += Piece)
        {
            using var scope = NewDisposeScope();
            var piece = vector.narrow(0, start, Math.Min(Piece, vector.numel() - start)).to(ScalarType.Float64);
            squares.add_(piece.dot(piece));
        }

        return squares.sqrt_();
    }
}
