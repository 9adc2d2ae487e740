using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language;

/// <summary>Normalisation by the root mean square over the last dimension, then a scale (Zhang and Sennrich 2019).</summary>
internal static class RmsNorm
{
    internal static Tensor Of(Tensor hidden, Parameter scale, double epsilon) =>
        hidden * (hidden.square().mean([-1], keepdim: true) + epsilon).rsqrt() * scale;
}
