namespace VanishingGradients.Torch;

public sealed class NativeFoldersTests
{
    [Fact]
    public void Find_folderWithoutLibraries_saysWhatToRun()
    {
        using var empty = new TemporaryFolder();
        var exception = Assert.Throws<TorchRuntimeException>(() => NativeFolders.Find([empty.Path]));
        Assert.Contains("dotnet build VanishingGradients.Kernel.csproj", exception.Message, StringComparison.Ordinal);
    }
}
