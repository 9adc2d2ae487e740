using TorchSharp;
using VanishingGradients.Torch;

[assembly: AssemblyFixture(typeof(VanishingGradients.TestThreads))]

namespace VanishingGradients;

/// <summary>Test classes run side by side, so each uses one thread: never more threads than cores.</summary>
public sealed class TestThreads
{
    public TestThreads()
    {
        TorchRuntime.EnsureLoaded();
        torch.set_num_threads(1);
    }
}
