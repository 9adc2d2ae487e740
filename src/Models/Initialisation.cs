using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>PyTorch's default initialisation of linear and convolution layers, from a named random stream: uniform in ±1/√(inputs of one output).</summary>
internal static class Initialisation
{
    /// <summary>Draws every linear and convolution layer of a module again; other layers keep their values.</summary>
    internal static void Draw(nn.Module module, Generator stream)
    {
        foreach (var layer in module.modules().Prepend(module).Distinct())
        {
            switch (layer)
            {
                case Linear linear:
                    Draw(linear.weight!, linear.bias, stream);
                    break;
                case Convolution convolution:
                    Draw(convolution.weight, convolution.bias, stream);
                    break;
            }
        }
    }

    internal static void Draw(Parameter weight, Parameter? bias, Generator stream)
    {
        using var noGrad = no_grad();
        var bound = 1 / Math.Sqrt((double)weight.numel() / weight.shape[0]);
        weight.uniform_(-bound, bound, stream);
        bias?.uniform_(-bound, bound, stream);
    }
}
