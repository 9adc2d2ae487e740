namespace VanishingGradients.Torch;

public sealed class ElfVersionNeedTests
{
    private const string Marker = "_ZSt21ios_base_library_initv";

    private static byte[] Library()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "TorchSharp's native part is an ELF file on Linux only.");
        return File.ReadAllBytes(NativeFolders.Find().LibTorchSharp);
    }

    [Fact]
    public void Weaken_theShippedLibrary_changesOneBit()
    {
        var original = Library();
        var weakened = ElfVersionNeed.Weaken(original, WeakenedCopy.Version, Marker);
        Assert.NotNull(weakened);
        var changed = Enumerable.Range(0, original.Length).Where(i => original[i] != weakened[i]).ToArray();
        Assert.Equal(2, original[Assert.Single(changed)] ^ weakened[changed[0]]);
    }

    [Fact]
    public void Weaken_aVersionItDoesNotNeed_isNull() => Assert.Null(ElfVersionNeed.Weaken(Library(), "GLIBCXX_9.9.9", Marker));

    [Fact]
    public void Weaken_aVersionThatCodeUses_isRefused()
    {
        var exception = Assert.Throws<TorchRuntimeException>(() => ElfVersionNeed.Weaken(Library(), "GLIBCXX_3.4.30", Marker));
        Assert.Contains("GLIBCXX_3.4.30", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weaken_noElfFile_isRefused() =>
        Assert.Throws<TorchRuntimeException>(() => ElfVersionNeed.Weaken([.. Enumerable.Repeat((byte)'x', 100)], WeakenedCopy.Version, Marker));

    [Fact]
    public void Weaken_truncatedFiles_giveTypedErrors() => Assert.All(
        Enumerable.Range(0, 40).Select(i => i * 60_000),
        length => Assert.Throws<TorchRuntimeException>(() => ElfVersionNeed.Weaken(Library()[..length], WeakenedCopy.Version, Marker)));
}
