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

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Threads_setToLessThanOne_isRefused(int threads) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TorchRuntime.Threads = threads);

    [Fact]
    public void NativeLibraryPath_loaded_exists() => Assert.True(File.Exists(TorchRuntime.NativeLibraryPath));
}
