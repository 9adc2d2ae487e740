using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>Initial values from a named random stream: PyTorch's default of linear and convolution layers, uniform in ±1/√(inputs of one output), and
/// normal ones.</summary>
/// <remarks>They are drawn on the device of the stream and then moved to that of the parameter.</remarks>
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
        Fill(weight, stream, values => values.uniform_(-bound, bound, stream));
        if (bias is not null)
        {
            Fill(bias, stream, values => values.uniform_(-bound, bound, stream));
        }
    }

    /// <summary>Draws normal values of mean 0.</summary>
    internal static void DrawNormal(Parameter parameter, double std, Generator stream)
    {
        using var noGrad = no_grad();
        Fill(parameter, stream, values => values.normal_(0, std, stream));
    }

    // libtorch draws from a generator on its own device only.
    private static void Fill(Tensor target, Generator stream, Action<Tensor> draw)
    {
        if (target.device_type == stream.device.type)
        {
            draw(target);
            return;
        }

        using var values = empty(target.shape, dtype: target.dtype, device: stream.device);
        draw(values);
        target.copy_(values);
    }
}
