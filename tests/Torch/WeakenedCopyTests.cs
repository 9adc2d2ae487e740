namespace VanishingGradients.Torch;

public sealed class WeakenedCopyTests : IDisposable
{
    private readonly TemporaryFolder _cache = new();

    public void Dispose() => _cache.Dispose();

    private static string Library()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "TorchSharp's native part is an ELF file on Linux only.");
        return NativeFolders.Find().LibTorchSharp;
    }

    [Fact]
    public async Task Of_tenAtOnce_makeOneFileAndLeaveTheOriginal()
    {
        var before = File.ReadAllBytes(Library());
        var copies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => WeakenedCopy.Of(Library(), _cache.Path))));
        Assert.Single(copies.Distinct());
        Assert.Single(_cache.Files());
        Assert.Equal(before, File.ReadAllBytes(Library()));
    }

    [Fact]
    public void Of_damagedCopyInTheCache_replacesIt()
    {
        var copy = WeakenedCopy.Of(Library(), _cache.Path);
        var good = File.ReadAllBytes(copy);
        File.WriteAllBytes(copy, good[..1000]);
        Assert.Equal(copy, WeakenedCopy.Of(Library(), _cache.Path));
        Assert.Equal(good, File.ReadAllBytes(copy));
    }

    [Fact]
    public void Of_cacheThatCannotBeWritten_saysWhichFileAndWhatToDo()
    {
        var blocked = _cache.Write("file", "");
        var exception = Assert.Throws<TorchRuntimeException>(() => WeakenedCopy.Of(Library(), blocked));
        Assert.Contains(KitCache.Variable, exception.Message, StringComparison.Ordinal);
    }
}
