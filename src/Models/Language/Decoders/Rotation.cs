using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.Decoders;

/// <summary>Rotary positions (Su et al. 2021): entries i and i + w/2 of a head are a pair, turned by position · θ^(-2i/w).</summary>
/// <remarks>
/// Hugging Face keeps the pairs that far apart; llama2.c keeps them adjacent. The two are one model up to the order of the rows of the query
/// and key matrices, see <see cref="Llama2cFile"/>.
/// </remarks>
internal sealed class Rotation
{
    private readonly Tensor _cosine;
    private readonly Tensor _sine;

    /// <summary>The angles of some positions.</summary>
    /// <param name="positions">int64, shape [B, T].</param>
    /// <param name="width">Width w of a head.</param>
    /// <param name="theta">The base θ.</param>
    /// <param name="type">Type of what is to be turned.</param>
    internal Rotation(Tensor positions, int width, double theta, ScalarType type)
    {
        var exponents = arange(0, width, 2, ScalarType.Float64, positions.device) / -width;
        var angles = positions.unsqueeze(-1) * pow(theta, exponents);
        (_cosine, _sine) = (Twice(angles.cos()), Twice(angles.sin()));

        // Both entries of a pair turn by the same angle; heads share them.
        Tensor Twice(Tensor values) => cat([values, values], -1).to(type).unsqueeze(2);
    }

    /// <summary>The turned heads.</summary>
    /// <param name="heads">Shape [B, T, H, w].</param>
    internal Tensor Of(Tensor heads)
    {
        var halves = heads.chunk(2, -1);
        return heads * _cosine + cat([-halves[1], halves[0]], -1) * _sine;
    }
}
