namespace VanishingGradients.Data;

public sealed class InstalledSourceTests : IDisposable
{
    private static readonly byte[] Content = Samples.Bytes(500);

    private readonly TemporaryFolder _system = new();
    private readonly TemporaryFolder _cache = new();

    private DataFileEntry File => Samples.Entry("sample/a.gz", Content, new InstalledSource("sample-data", Path.Combine(_system.Path, "a.gz")));

    public void Dispose()
    {
        _system.Dispose();
        _cache.Dispose();
    }

    [Fact]
    public async Task ReadAsync_installed_file_is_read_offline_and_not_copied()
    {
        var path = _system.Write("a.gz", Samples.Gzip(Content));
        var (store, files, announced) = Samples.Store(new() { CacheFolder = _cache.Path, Offline = true }, File);
        var read = await store.ReadAsync(files[0], cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(Content, read.Bytes);
        Assert.Equal(path, read.Origin);
        Assert.Equal(Content, store.ReadHere(files[0])!.Bytes);
        Assert.Empty(announced);
        Assert.Empty(_cache.Files());
    }

    [Fact]
    public async Task ReadAsync_package_not_installed_names_it()
    {
        var (store, files, _) = Samples.Store(new() { CacheFolder = _cache.Path, Offline = true }, File);
        Assert.Null(store.ReadHere(files[0]));
        var error = await Assert.ThrowsAsync<DataUnavailableException>(
            () => store.ReadAsync(files[0], cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("system package sample-data", error.Message, StringComparison.Ordinal);
        Assert.Contains("not installed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadHere_installed_file_of_another_content_is_announced_and_not_used()
    {
        _system.Write("a.gz", Samples.Gzip(Samples.Bytes(500, seed: 2)));
        var (store, files, announced) = Samples.Store(new() { CacheFolder = _cache.Path, Offline = true }, File);
        Assert.Null(store.ReadHere(files[0]));
        Assert.Contains("sample-data", Assert.Single(announced), StringComparison.Ordinal);
    }
}
