namespace VanishingGradients.Data;

public sealed class NpmSourceTests : IDisposable
{
    private static readonly byte[] A = Samples.Bytes(5000, seed: 1);
    private static readonly byte[] B = Samples.Bytes(4000, seed: 2);
    private static readonly byte[] Package = Samples.TarGz(("package/package.json", [1]), ("package/data/a", A), ("package/data/b", B));

    private readonly TemporaryFolder _work = new();

    public NpmSourceTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for npm is a shell script.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task ReadAsync_good_package_gives_all_its_files_with_one_run()
    {
        var (store, files, _) = Store("echo \"$@\" >> \"$(dirname \"$0\")/runs\"; cp \"$(dirname \"$0\")/package\" name-1.0.0.tgz");
        var read = await store.ReadAsync(files[0], cancellation: Cancellation);
        Assert.Equal(A, read.Bytes);
        Assert.Equal("npm package name@1.0.0", read.Origin);
        Assert.Equal(B, (await store.ReadAsync(files[1], cancellation: Cancellation)).Bytes);
        Assert.StartsWith("pack name@1.0.0 --ignore-scripts", Assert.Single(File.ReadAllLines(_work["runs"])));
        Assert.Equal(["cache/sample/a.gz", "cache/sample/b.gz"], Cached());
    }

    [Fact]
    public async Task ReadAsync_file_of_the_package_already_cached_is_left_alone()
    {
        var (store, files, _) = Store("cp \"$(dirname \"$0\")/package\" name-1.0.0.tgz");
        var before = Samples.Gzip(B);
        _work.Write("cache/sample/b.gz", before);
        await store.ReadAsync(files[0], cancellation: Cancellation);
        Assert.Equal(before, File.ReadAllBytes(_work["cache/sample/b.gz"]));
    }

    [Fact]
    public async Task ReadAsync_other_package_file_is_refused()
    {
        var attempt = await FailsAsync("echo tampered > name-1.0.0.tgz");
        Assert.Contains(Samples.Sha256(Package), Assert.IsType<DataIntegrityException>(attempt.Error).Expected);
    }

    [Fact]
    public async Task ReadAsync_npm_fails_tells_its_words() =>
        Assert.Contains("code 7: no network here", (await FailsAsync("echo 'npm error no network here' >&2; exit 7")).Outcome);

    [Fact]
    public async Task ReadAsync_npm_leaves_no_package_is_an_error() =>
        Assert.Contains("no package file", (await FailsAsync("exit 0")).Outcome);

    [Fact]
    public async Task ReadAsync_npm_never_ends_is_stopped()
    {
        var (store, files, _) = Store("echo half > half.tgz; sleep 600", TimeSpan.FromSeconds(1));
        var attempt = await FailsAsync(store, files);
        Assert.IsType<TimeoutException>(attempt.Error);
    }

    [Fact]
    public async Task ReadAsync_cancelled_while_npm_runs_stops_it_and_leaves_nothing()
    {
        var (store, files, _) = Store("echo half > half.tgz; sleep 600");
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(0.5));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ReadAsync(files[0], cancellation: cancel.Token));
        Assert.Empty(Cached());
    }

    [Fact]
    public async Task ReadAsync_npm_not_installed_says_what_to_install()
    {
        var (store, files, _) = Samples.Store(Options(["no-such-npm-command"]), Files());
        Assert.Contains("Install Node.js", (await FailsAsync(store, files)).Outcome);
    }

    private string[] Cached() => [.. _work.Files().Where(file => file.StartsWith("cache/", StringComparison.Ordinal))];

    private static DataFileEntry[] Files()
    {
        var source = new NpmSource("name", "1.0.0", Samples.Sha256(Package));
        return
        [
            Samples.Entry("sample/a.gz", A, source with { Entry = "package/data/a" }),
            Samples.Entry("sample/b.gz", B, source with { Entry = "package/data/b" }),
        ];
    }

    private DataStoreOptions Options(IReadOnlyList<string> command) => new() { CacheFolder = _work["cache"], NpmCommand = command };

    private (DataStore Store, IReadOnlyList<DataFileEntry> Files, List<string> Announced) Store(string script, TimeSpan? timeout = null)
    {
        _work.Write("package", Package);
        File.WriteAllText(_work["npm.sh"], script);
        var options = Options(["sh", _work["npm.sh"]]);
        return Samples.Store(timeout is { } limit ? options with { NpmTimeout = limit } : options, Files());
    }

    private Task<DataAttempt> FailsAsync(string script)
    {
        var (store, files, _) = Store(script);
        return FailsAsync(store, files);
    }

    private async Task<DataAttempt> FailsAsync(DataStore store, IReadOnlyList<DataFileEntry> files)
    {
        var error = await Assert.ThrowsAsync<DataUnavailableException>(() => store.ReadAsync(files[0], cancellation: Cancellation));
        Assert.Empty(Cached());
        return error.Attempts[^1];
    }
}
