using System.Formats.Tar;

namespace VanishingGradients.Data;

public sealed class ArchiveSourceTests : IDisposable
{
    private static readonly byte[] A = Samples.Bytes(5000, seed: 1);
    private static readonly byte[] B = Samples.Bytes(4000, seed: 2);

    private readonly TemporaryFolder _cache = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task ReadAsync_archive_at_an_address_gives_all_its_files_with_one_request()
    {
        using var server = LoopbackServer.Giving(Samples.TarGz(("x/readme", [1]), ("x/b", B), ("x/a", A)));
        var (store, files, _) = Store(server);
        Assert.Equal(A, (await store.ReadAsync(files[0], cancellation: Cancellation)).Bytes);
        Assert.Equal(B, (await store.ReadAsync(files[1], cancellation: Cancellation)).Bytes);
        Assert.Single(server.Requests);
        Assert.Equal(["sample/a.gz", "sample/b"], _cache.Files());
    }

    [Theory]
    [InlineData("../escaped")]
    [InlineData("x/../../escaped")]
    [InlineData("x\\..\\escaped")]
    [InlineData("/tmp/escaped")]
    public async Task ReadAsync_archive_with_a_name_that_leaves_its_folder_is_refused(string name)
    {
        using var server = LoopbackServer.Giving(Samples.TarGz((name, [1]), ("x/a", A)));
        Assert.Contains(name, (await FailsAsync(server)).Actual);
    }

    [Fact]
    public async Task ReadAsync_wanted_entry_is_a_link_is_refused()
    {
        using var server = LoopbackServer.Giving(Samples.TarGz(
            new PaxTarEntry(TarEntryType.SymbolicLink, "x/a") { LinkName = "/etc/hostname" }));
        Assert.Contains("SymbolicLink", (await FailsAsync(server)).Actual);
    }

    [Fact]
    public async Task ReadAsync_wanted_entry_too_long_is_refused()
    {
        using var server = LoopbackServer.Giving(Samples.TarGz(("x/a", new byte[1 << 20])));
        Assert.Contains("at most", (await FailsAsync(server)).Expected);
    }

    [Fact]
    public async Task ReadAsync_wanted_entry_missing_names_it()
    {
        using var server = LoopbackServer.Giving(Samples.TarGz(("x/c", [1])));
        Assert.Contains("'x/a'", (await FailsAsync(server)).Expected);
    }

    [Fact]
    public async Task ReadAsync_archive_cut_short_is_refused()
    {
        var archive = Samples.TarGz(("x/a", A));
        using var server = LoopbackServer.Giving(archive[..(archive.Length / 2)]);
        await FailsAsync(server);
    }

    [Fact]
    public async Task ReadAsync_no_archive_at_all_is_refused()
    {
        using var server = LoopbackServer.Giving(Samples.Gzip(Samples.Bytes(3000)));
        await FailsAsync(server);
    }

    private (DataStore Store, IReadOnlyList<DataFileEntry> Files, List<string> Announced) Store(LoopbackServer server) => Samples.Store(
        new() { CacheFolder = _cache.Path },
        Samples.Entry("sample/a.gz", A, server.Source with { Entry = "x/a" }),
        Samples.Entry("sample/b", B, server.Source with { Entry = "x/b" }));

    private async Task<DataIntegrityException> FailsAsync(LoopbackServer server)
    {
        var (store, files, _) = Store(server);
        var error = await Assert.ThrowsAsync<DataUnavailableException>(() => store.ReadAsync(files[0], cancellation: Cancellation));
        Assert.Empty(_cache.Files());
        return Assert.IsType<DataIntegrityException>(error.Attempts[^1].Error);
    }
}
