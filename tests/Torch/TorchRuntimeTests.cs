using TorchSharp;

namespace VanishingGradients.Torch;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void FirstTensor_madeWithoutAnyCall_works()
    {
        using var sum = (torch.ones(3) + 1).sum();
        Assert.Equal(6, sum.item<float>());
    }

    [Fact]
    public void Threads_default_doNotExceedTheProcessors() => Assert.InRange(TorchRuntime.Threads, 1, Environment.ProcessorCount);

    [Fact]
    public void NativeLibraryPath_loaded_exists() => Assert.True(File.Exists(TorchRuntime.NativeLibraryPath));
}
