using TorchSharp;

namespace VanishingGradients.Data;

internal static class RandomOrder
{
    /// <summary>The numbers 0 to count − 1 in random order.</summary>
    internal static int[] Of(int count, torch.Generator generator)
    {
        using var order = torch.randperm(count, torch.ScalarType.Int32, generator: generator);
        return order.data<int>().ToArray();
    }
}
