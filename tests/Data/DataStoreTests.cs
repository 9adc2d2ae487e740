namespace VanishingGradients.Data;

public sealed class DataStoreTests : IDisposable
{
    private static readonly byte[] Content = Samples.Bytes(5000);
    private static readonly DataFileEntry File = Samples.Entry("sample/a.gz", Content, new UrlSource("http://127.0.0.1:1/a"));

    private readonly TemporaryFolder _data = new();
    private readonly TemporaryFolder _cache = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _data.Dispose();
        _cache.Dispose();
    }

    [Theory]
    [InlineData("sample/a.gz", true)]
    [InlineData("sample/a.gz", false)]
    [InlineData("sample/a", false)]
    public async Task ReadAsync_in_data_folder_packed_or_not_is_read_and_not_copied(string name, bool packed)
    {
        var path = _data.Write(name, packed ? Samples.Gzip(Content) : Content);
        var (store, files, announced) = Samples.Store(new() { DataFolder = _data.Path, CacheFolder = _cache.Path }, File);
        var read = await store.ReadAsync(files[0], cancellation: Cancellation);
        Assert.Equal(Content, read.Bytes);
        Assert.Equal(path, read.Origin);
        Assert.Empty(announced);
        Assert.Empty(_cache.Files());
    }

    [Fact]
    public async Task ReadAsync_in_both_folders_prefers_the_data_folder()
    {
        var path = _data.Write("sample/a.gz", Samples.Gzip(Content));
        _cache.Write("sample/a.gz", Samples.Gzip(Content));
        var (store, files, _) = Samples.Store(new() { DataFolder = _data.Path, CacheFolder = _cache.Path }, File);
        Assert.Equal(path, (await store.ReadAsync(files[0], cancellation: Cancellation)).Origin);
    }

    [Fact]
    public async Task ReadAsync_bad_file_in_data_folder_is_an_error_although_the_cache_has_it()
    {
        var path = _data.Write("sample/a.gz", Samples.Gzip(Samples.Bytes(5000, seed: 2)));
        _cache.Write("sample/a.gz", Samples.Gzip(Content));
        var (store, files, _) = Samples.Store(new() { DataFolder = _data.Path, CacheFolder = _cache.Path }, File);
        var error = await Assert.ThrowsAsync<DataIntegrityException>(() => store.ReadAsync(files[0], cancellation: Cancellation));
        Assert.Contains(path, error.File);
        Assert.Contains(Samples.Sha256(Content), error.Expected);
        Assert.Contains(Samples.Sha256(Samples.Bytes(5000, seed: 2)), error.Actual);
        Assert.Contains("VG_DATA", error.Message);
    }

    [Fact]
    public async Task ReadAsync_bad_file_in_cache_is_set_aside_announced_and_fetched_again()
    {
        using var server = LoopbackServer.Giving(Samples.Gzip(Content));
        var damaged = Samples.Gzip(Content)[..1000];
        _cache.Write("sample/a.gz", damaged);
        var (store, files, announced) = Samples.Store(new() { CacheFolder = _cache.Path }, File with { Sources = [server.Source] });
        Assert.Equal(Content, (await store.ReadAsync(files[0], cancellation: Cancellation)).Bytes);
        Assert.Equal(["sample/a.gz", "sample/a.gz.bad"], _cache.Files());
        Assert.Equal(damaged, System.IO.File.ReadAllBytes(_cache["sample/a.gz.bad"]));
        Assert.Contains("a.gz.bad", announced[0]);
    }

    [Fact]
    public async Task ReadAsync_offline_asks_no_source_and_says_what_to_do()
    {
        using var server = LoopbackServer.Giving(Samples.Gzip(Content));
        var (store, files, _) = Samples.Store(new() { CacheFolder = _cache.Path, Offline = true }, File with { Sources = [server.Source] });
        var error = await Assert.ThrowsAsync<DataUnavailableException>(() => store.ReadAsync(files[0], cancellation: Cancellation));
        Assert.Empty(server.Requests);
        Assert.Equal("sample/a.gz", error.File);
        Assert.Contains("VG_OFFLINE", error.Message);
        Assert.Contains("VG_DATA", error.Message);
        Assert.Equal(["data folder", $"cache folder {_cache.Path}", server.Url], error.Attempts.Select(attempt => attempt.Place));
    }

    [Fact]
    public async Task ReadAsync_cache_folder_cannot_be_made_says_which_variable_to_set()
    {
        using var server = LoopbackServer.Giving(Samples.Gzip(Content));
        var occupied = _cache.Write("file", [1]);
        var (store, files, _) = Samples.Store(new() { CacheFolder = occupied }, File with { Sources = [server.Source] });
        var error = await Assert.ThrowsAsync<DataUnavailableException>(() => store.ReadAsync(files[0], cancellation: Cancellation));
        Assert.Contains(occupied, error.Message);
        Assert.Contains("VG_CACHE", error.Message);
        Assert.Equal(["file"], _cache.Files());
    }

    [Fact]
    public async Task ReadAsync_place_in_cache_taken_by_a_folder_is_a_clear_error()
    {
        Directory.CreateDirectory(_cache["sample/a.gz"]);
        var (store, files, _) = Samples.Store(new() { CacheFolder = _cache.Path }, File);
        var error = await Assert.ThrowsAsync<DataUnavailableException>(() => store.ReadAsync(files[0], cancellation: Cancellation));
        Assert.Contains("cannot be read", error.Message);
    }

    [Fact]
    public async Task ReadAsync_embedded_file_needs_neither_folder_nor_network()
    {
        var store = new DataStore(DataCatalogue.BuiltIn, new() { CacheFolder = _cache.Path, Offline = true }, Assert.Fail);
        var file = store.Find("digits").Files[0];
        Assert.Equal(file.Content.Bytes, (await store.ReadAsync(file, cancellation: Cancellation)).Bytes.Length);
    }

    [Fact]
    public async Task ReadAsync_many_instances_at_once_all_get_the_file_and_leave_one()
    {
        using var server = LoopbackServer.Giving(Samples.Gzip(Content));
        var reads = Enumerable.Range(0, 16).Select(each => Task.Run(async () =>
        {
            var (store, files, _) = Samples.Store(new() { CacheFolder = _cache.Path }, File with { Sources = [server.Source] });
            return (await store.ReadAsync(files[0], cancellation: Cancellation)).Bytes;
        }));
        Assert.All(await Task.WhenAll(reads), bytes => Assert.Equal(Content, bytes));
        Assert.Equal(["sample/a.gz"], _cache.Files());
    }

    [Fact]
    public async Task ReadAsync_many_instances_at_once_on_a_damaged_cache_all_get_the_file()
    {
        using var server = LoopbackServer.Giving(Samples.Gzip(Content));
        _cache.Write("sample/a.gz", [1, 2, 3]);
        var reads = Enumerable.Range(0, 16).Select(each => Task.Run(async () =>
        {
            var (store, files, _) = Samples.Store(new() { CacheFolder = _cache.Path }, File with { Sources = [server.Source] });
            return (await store.ReadAsync(files[0], cancellation: Cancellation)).Bytes;
        }));
        Assert.All(await Task.WhenAll(reads), bytes => Assert.Equal(Content, bytes));
        Assert.Contains("sample/a.gz.bad", _cache.Files());
    }

    [Fact]
    public async Task ReadAsync_staging_folder_of_a_killed_process_goes_after_a_day()
    {
        using var server = LoopbackServer.Giving(Samples.Gzip(Content));
        _cache.Write(".staging/old/file0", [1]);
        _cache.Write(".staging/young/file0", [1]);
        Directory.SetLastWriteTimeUtc(_cache[".staging/old"], DateTime.UtcNow.AddDays(-2));
        var (store, files, _) = Samples.Store(new() { CacheFolder = _cache.Path }, File with { Sources = [server.Source] });
        await store.ReadAsync(files[0], cancellation: Cancellation);
        Assert.Equal([".staging/young/file0", "sample/a.gz"], _cache.Files());
    }
}
