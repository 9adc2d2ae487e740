namespace VanishingGradients.Torch;

public sealed class WeakenedCopyTests : IDisposable
{
    private readonly string _cache = Directory.CreateTempSubdirectory("vg-native-").FullName;

    public void Dispose() => Directory.Delete(_cache, recursive: true);

    private static string Library()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "TorchSharp's native part is an ELF file on Linux only.");
        return NativeFolders.Find().LibTorchSharp;
    }

    [Fact]
    public async Task Of_tenAtOnce_makeOneFileAndLeaveTheOriginal()
    {
        var before = File.ReadAllBytes(Library());
        var copies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => WeakenedCopy.Of(Library(), _cache))));
        Assert.Single(copies.Distinct());
        Assert.Single(Directory.EnumerateFiles(_cache, "*", SearchOption.AllDirectories));
        Assert.Equal(before, File.ReadAllBytes(Library()));
    }

    [Fact]
    public void Of_damagedCopyInTheCache_replacesIt()
    {
        var copy = WeakenedCopy.Of(Library(), _cache);
        var good = File.ReadAllBytes(copy);
        File.WriteAllBytes(copy, good[..1000]);
        Assert.Equal(copy, WeakenedCopy.Of(Library(), _cache));
        Assert.Equal(good, File.ReadAllBytes(copy));
    }

    [Fact]
    public void Of_cacheThatCannotBeWritten_saysWhichFileAndWhatToDo()
    {
        var blocked = Path.Combine(_cache, "file");
        File.WriteAllText(blocked, "");
        var exception = Assert.Throws<TorchRuntimeException>(() => WeakenedCopy.Of(Library(), blocked));
        Assert.Contains(KitCache.Variable, exception.Message, StringComparison.Ordinal);
    }
}
