namespace VanishingGradients.Data;

public sealed class UrlSourceTests : IDisposable
{
    private static readonly byte[] Content = Samples.Bytes(300_000);
    private static readonly byte[] Packed = Samples.Gzip(Content);

    private readonly TemporaryFolder _cache = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task ReadAsync_good_answer_is_kept_and_serves_the_next_read()
    {
        using var server = LoopbackServer.Giving(Packed);
        var (store, files, announced) = Store(server.Source);
        Assert.Equal(Content, (await store.ReadAsync(files[0], cancellation: Cancellation)).Bytes);
        Assert.Equal([$"Fetching sample/a.gz from {server.Url}."], announced);
        Assert.Equal(Packed, File.ReadAllBytes(_cache["sample/a.gz"]));
        var again = await store.ReadAsync(files[0], cancellation: Cancellation);
        Assert.Equal(Content, again.Bytes);
        Assert.Equal(_cache["sample/a.gz"], again.Origin);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task ReadAsync_unpacked_answer_for_a_packed_path_is_packed_in_the_cache()
    {
        using var server = LoopbackServer.GivingWithoutLength(Content);
        var (store, files, _) = Store(server.Source);
        Assert.Equal(Content, (await store.ReadAsync(files[0], cancellation: Cancellation)).Bytes);
        Assert.Equal([0x1f, 0x8b], File.ReadAllBytes(_cache["sample/a.gz"])[..2]);
        Assert.Equal(Content, (await store.ReadAsync(files[0], cancellation: Cancellation)).Bytes);
    }

    [Fact]
    public async Task ReadAsync_good_answer_reports_progress_up_to_the_whole_file()
    {
        using var server = LoopbackServer.Giving(Packed);
        var (store, files, _) = Store(server.Source);
        var reports = new Recorder();
        await store.ReadAsync(files[0], reports, Cancellation);
        Assert.Equal(new DataProgress("sample/a.gz", Packed.Length, Packed.Length), reports.All[^1]);
        Assert.Equal(reports.All.OrderBy(report => report.Bytes), reports.All);
    }

    [Fact]
    public async Task ReadAsync_not_found_tells_the_status()
    {
        using var server = LoopbackServer.Refusing("404 Not Found");
        Assert.Contains("404", (await FailsAsync(server.Source)).Outcome);
    }

    [Fact]
    public async Task ReadAsync_nobody_listening_tells_the_address()
    {
        var dead = LoopbackServer.Silent();
        var source = dead.Source;
        dead.Dispose();
        Assert.IsType<HttpRequestException>((await FailsAsync(source)).Error);
    }

    [Fact]
    public async Task ReadAsync_answer_broken_off_leaves_nothing()
    {
        using var server = LoopbackServer.BreakingOff(Packed[..1000], Packed.Length);
        Assert.IsAssignableFrom<IOException>((await FailsAsync(server.Source)).Error);
    }

    [Fact]
    public async Task ReadAsync_truncated_file_tells_expected_and_actual()
    {
        using var server = LoopbackServer.Giving(Packed[..1000]);
        var error = Assert.IsType<DataIntegrityException>((await FailsAsync(server.Source)).Error);
        Assert.Contains($"{Content.Length:N0} bytes", error.Expected);
    }

    [Fact]
    public async Task ReadAsync_tampered_file_tells_both_checksums()
    {
        var other = Samples.Bytes(Content.Length, seed: 2);
        using var server = LoopbackServer.Giving(Samples.Gzip(other));
        var error = Assert.IsType<DataIntegrityException>((await FailsAsync(server.Source)).Error);
        Assert.Contains(Samples.Sha256(Content), error.Expected);
        Assert.Contains(Samples.Sha256(other), error.Actual);
    }

    [Fact]
    public async Task ReadAsync_login_page_instead_of_the_file_is_refused()
    {
        using var server = LoopbackServer.Giving("<html>Please log in</html>"u8.ToArray());
        Assert.IsType<DataIntegrityException>((await FailsAsync(server.Source)).Error);
    }

    [Fact]
    public async Task ReadAsync_empty_answer_is_refused()
    {
        using var server = LoopbackServer.Giving([]);
        Assert.Contains("empty", Assert.IsType<DataIntegrityException>((await FailsAsync(server.Source)).Error).Actual);
    }

    [Fact]
    public async Task ReadAsync_answer_far_too_long_is_cut_short()
    {
        using var server = LoopbackServer.GivingWithoutLength(new byte[Content.Length + (3 << 20)]);
        Assert.Contains("at most", Assert.IsType<DataIntegrityException>((await FailsAsync(server.Source)).Error).Expected);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadAsync_silent_server_is_given_up(bool beginsToAnswer)
    {
        using var server = beginsToAnswer ? LoopbackServer.Stalling(Packed[..1000], Packed.Length) : LoopbackServer.Silent();
        var attempt = await FailsAsync(server.Source);
        Assert.IsType<TimeoutException>(attempt.Error);
        Assert.Contains("silent", attempt.Outcome);
    }

    [Fact]
    public async Task ReadAsync_cancelled_in_the_middle_stops_and_leaves_nothing()
    {
        using var server = LoopbackServer.Stalling(Packed[..1000], Packed.Length);
        using var cancel = new CancellationTokenSource();
        var (store, files, _) = Samples.Store(new() { CacheFolder = _cache.Path }, Entry(server.Source));
        var progress = new Recorder(_ => cancel.Cancel());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ReadAsync(files[0], progress, cancel.Token));
        Assert.Empty(_cache.Files());
    }

    [Fact]
    public async Task ReadAsync_first_source_fails_takes_the_second()
    {
        using var bad = LoopbackServer.Giving(Packed[..1000]);
        using var good = LoopbackServer.Giving(Packed);
        var (store, files, announced) = Store(bad.Source, good.Source);
        var read = await store.ReadAsync(files[0], cancellation: Cancellation);
        Assert.Equal(Content, read.Bytes);
        Assert.Equal(good.Url, read.Origin);
        Assert.Equal(2, announced.Count);
        Assert.Equal(["sample/a.gz"], _cache.Files());
    }

    private static DataFileEntry Entry(params DataSource[] sources) => Samples.Entry("sample/a.gz", Content, sources);

    private (DataStore Store, IReadOnlyList<DataFileEntry> Files, List<string> Announced) Store(params DataSource[] sources) =>
        Samples.Store(new() { CacheFolder = _cache.Path }, Entry(sources));

    /// <summary>The failed attempt at the source; nothing may be left in the cache.</summary>
    private async Task<DataAttempt> FailsAsync(UrlSource source)
    {
        var (store, files, _) = Samples.Store(new() { CacheFolder = _cache.Path, SilenceTimeout = TimeSpan.FromSeconds(1) }, Entry(source));
        var error = await Assert.ThrowsAsync<DataUnavailableException>(() => store.ReadAsync(files[0], cancellation: Cancellation));
        Assert.Empty(_cache.Files());
        var attempt = error.Attempts[^1];
        Assert.Equal(source.Url, attempt.Place);
        Assert.Contains(attempt.Outcome, error.Message);
        return attempt;
    }

    private sealed class Recorder(Action<DataProgress>? also = null) : IProgress<DataProgress>
    {
        public List<DataProgress> All { get; } = [];

        public void Report(DataProgress value)
        {
            All.Add(value);
            also?.Invoke(value);
        }
    }
}
