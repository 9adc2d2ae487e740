using TorchSharp;
using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>Keeps a module in the type and on the device that it was made in.</summary>
/// <remarks>TorchSharp moves or converts a module by replacing its parameters: a field that holds one, and the vector that they are views of, would
/// be left with the old ones.</remarks>
internal static class FixedPlace
{
    /// <summary>Checks that a request to move or convert a module changes nothing.</summary>
    /// <param name="module">The module.</param>
    /// <param name="remedy">What to do instead.</param>
    /// <param name="type">The type asked for; null for any.</param>
    /// <param name="device">The device asked for; null for any.</param>
    /// <param name="index">Its index; below 0 for any.</param>
    /// <exception cref="InvalidOperationException">A parameter is of another type or on another device.</exception>
    internal static void Require(nn.Module module, string remedy, ScalarType? type = null, DeviceType? device = null, int index = -1)
    {
        var moved = module.parameters().FirstOrDefault(parameter =>
            (type is not null && parameter.dtype != type) || (device is not null && parameter.device_type != device)
            || (index >= 0 && device is not DeviceType.CPU && parameter.device_index != index));
        if (moved is not null)
        {
            throw new InvalidOperationException(
                $"'{module.GetName()}' is {moved.dtype} on {moved.device} and cannot be moved or converted: its parameters stay those it was made with. {remedy}");
        }
    }
}
