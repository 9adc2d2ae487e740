namespace VanishingGradients;

public sealed class SmokeTests
{
    [Fact]
    public void EnsureLoaded_called_does_not_throw() => Torch.TorchRuntime.EnsureLoaded();
}
