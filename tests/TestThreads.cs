using TorchSharp;
using VanishingGradients.Torch;

[assembly: AssemblyFixture(typeof(VanishingGradients.TestThreads))]

namespace VanishingGradients;

/// <summary>Test classes run side by side, so each uses one thread: never more threads than cores.</summary>
public sealed class TestThreads
{
    public TestThreads()
    {
        // A run of few classes may have used nothing of the kit yet, which then has not been asked to load the libraries.
        TorchRuntime.EnsureLoaded();
        torch.set_num_threads(1);
    }
}
