namespace VanishingGradients.Torch;

public sealed class NativeFoldersTests
{
    [Fact]
    public void Find_folderWithoutLibraries_saysWhatToRun()
    {
        var empty = Directory.CreateTempSubdirectory("vg-empty-").FullName;
        var exception = Assert.Throws<TorchRuntimeException>(() => NativeFolders.Find([empty]));
        Assert.Contains("dotnet build VanishingGradients.Kernel.csproj", exception.Message, StringComparison.Ordinal);
        Directory.Delete(empty);
    }
}
