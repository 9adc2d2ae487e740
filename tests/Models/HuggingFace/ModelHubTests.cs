using System.Text;
using VanishingGradients.Data;

namespace VanishingGradients.Models.HuggingFace;

public sealed class ModelHubTests : IDisposable
{
    private const string Prefix = "GET /owner/tiny/resolve/v1/";
    private static readonly byte[] Config = Encoding.UTF8.GetBytes("""{"model_type":"t5"}""");
    private static readonly byte[] Weights = Samples.Bytes(300_000);

    private readonly TemporaryFolder _cache = new();
    private readonly TemporaryFolder _models = new();
    private readonly List<string> _announced = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _cache.Dispose();
        _models.Dispose();
    }

    [Fact]
    public async Task OpenAsync_publishedModel_isFetchedOnceAndKept()
    {
        using var server = Serving(new() { ["config.json"] = Config, ["model.safetensors"] = Weights, ["spiece.model"] = [1, 2] });
        var reports = new List<DataProgress>();
        var folder = await Hub(server).OpenAsync("owner/tiny", "v1", progress: new Reporter(reports.Add), cancellation: Cancellation);
        Assert.Equal("t5", folder.Config.ModelType);
        Assert.Equal(["spiece.model"], folder.TokenizerFiles);
        Assert.Equal(Weights, File.ReadAllBytes(Path.Combine(folder.Path, "model.safetensors")));
        Assert.Equal(
            ["owner--tiny/v1/config.json", "owner--tiny/v1/model.safetensors", "owner--tiny/v1/spiece.model"], _cache.Files());
        Assert.Contains(new DataProgress("model.safetensors", Weights.Length, Weights.Length), reports);
        Assert.Single(_announced);

        var requests = server.Requests.Count;
        Assert.Equal(folder.Path, (await Hub(server).OpenAsync("owner/tiny", "v1", cancellation: Cancellation)).Path);
        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public async Task OpenAsync_shards_areAllFetched()
    {
        var index = Encoding.UTF8.GetBytes("""{"weight_map":{"a":"one.safetensors","b":"two.safetensors"}}""");
        using var server = Serving(new()
        {
            ["config.json"] = Config,
            ["model.safetensors.index.json"] = index,
            ["one.safetensors"] = [1],
            ["two.safetensors"] = [2],
        });
        var folder = await Hub(server).OpenAsync("owner/tiny", "v1", cancellation: Cancellation);
        Assert.Equal(["one.safetensors", "two.safetensors"], folder.WeightFiles);
    }

    [Fact]
    public async Task OpenAsync_missingShardOnTheHub_namesItAndLeavesNoFolder()
    {
        var index = Encoding.UTF8.GetBytes("""{"weight_map":{"a":"one.safetensors","b":"two.safetensors"}}""");
        using var server = Serving(new() { ["config.json"] = Config, ["model.safetensors.index.json"] = index, ["one.safetensors"] = [1] });
        Assert.Contains("two.safetensors", (await FailsAsync(server)).Message);
        Assert.False(Directory.Exists(_cache["owner--tiny/v1"]));
    }

    [Fact]
    public async Task OpenAsync_checksumInTheRedirect_isChecked()
    {
        using var server = Serving(new() { ["config.json"] = Config, ["model.safetensors"] = Weights }, sha256: new string('0', 64));
        var error = await FailsAsync(server);
        var integrity = Assert.IsType<DataIntegrityException>(error.InnerException);
        Assert.Contains(Samples.Sha256(Weights), integrity.Actual);
        Assert.Equal(["owner--tiny/v1.partial/config.json"], _cache.Files());
    }

    [Fact]
    public async Task OpenAsync_interruptedFetch_continuesWhereItStopped()
    {
        _cache.Write("owner--tiny/v1.partial/config.json", Config);
        _cache.Write("owner--tiny/v1.partial/model.safetensors.part", Weights[..100_000]);
        var ranges = new List<string>();
        using var server = Serving(new() { ["config.json"] = [], ["model.safetensors"] = Weights }, Samples.Sha256(Weights), ranges);
        var folder = await Hub(server).OpenAsync("owner/tiny", "v1", cancellation: Cancellation);
        Assert.Equal(Weights, File.ReadAllBytes(Path.Combine(folder.Path, "model.safetensors")));
        Assert.Equal("Range: bytes=100000-", Assert.Single(ranges));
        Assert.DoesNotContain(server.Requests, request => request.StartsWith("GET", StringComparison.Ordinal) && request.Contains("/config.json "));
    }

    [Fact]
    public async Task OpenAsync_interruptedFetchWithoutChecksum_startsAgain()
    {
        _cache.Write("owner--tiny/v1.partial/model.safetensors.part", new byte[100_000]);
        using var server = Serving(new() { ["config.json"] = Config, ["model.safetensors"] = Weights });
        var folder = await Hub(server).OpenAsync("owner/tiny", "v1", cancellation: Cancellation);
        Assert.Equal(Weights, File.ReadAllBytes(Path.Combine(folder.Path, "model.safetensors")));
    }

    [Fact]
    public async Task OpenAsync_answerBrokenOff_keepsWhatArrivedForTheNextFetch()
    {
        using var server = LoopbackServer.Answering(request => request[0].Contains("config.json")
            ? (["200 OK", $"Content-Length: {Config.Length}"], Config)
            : (["200 OK", $"Content-Length: {Weights.Length}", $"X-Linked-Etag: \"{Samples.Sha256(Weights)}\""], Weights[..50_000]));
        Assert.IsAssignableFrom<Exception>((await FailsAsync(server)).InnerException);
        Assert.Equal(Weights[..50_000], File.ReadAllBytes(_cache["owner--tiny/v1.partial/model.safetensors.part"]));
    }

    [Fact]
    public async Task OpenAsync_anotherFetchUnderWay_saysSo()
    {
        using var server = Serving(new() { ["config.json"] = Config, ["model.safetensors"] = Weights });
        Directory.CreateDirectory(_cache["owner--tiny"]);
        using (new FileStream(_cache["owner--tiny/v1.lock"], FileMode.Create, FileAccess.Write, FileShare.None))
        {
            Assert.Contains("another process is fetching", (await FailsAsync(server)).Message);
        }

        Assert.NotNull(await Hub(server).OpenAsync("owner/tiny", "v1", cancellation: Cancellation));
    }

    [Fact]
    public async Task OpenAsync_unknownModel_saysThatTheNameMayBeWrong()
    {
        using var server = Serving([]);
        var error = await FailsAsync(server);
        Assert.Contains("there is no config.json: the model or its revision may be misspelt", error.Message);
        Assert.DoesNotContain("Connect to the network", error.Message);
    }

    [Theory]
    [InlineData("401 Unauthorized")]
    [InlineData("403 Forbidden")]
    public async Task OpenAsync_refusedByTheHub_saysThatTheNameMayBeWrongOrTheModelPrivate(string status)
    {
        using var server = LoopbackServer.Refusing(status);
        var error = await FailsAsync(server);
        Assert.Contains("the name 'owner/tiny' is misspelt, or the repository is private or gated", error.Message);
        Assert.DoesNotContain("Connect to the network", error.Message);
        Assert.Empty(_cache.Files());
    }

    [Fact]
    public async Task OpenAsync_silentHub_isGivenUp()
    {
        using var server = LoopbackServer.Silent();
        var hub = Hub(server, silence: 1);
        var error = await Assert.ThrowsAsync<ModelUnavailableException>(() => hub.OpenAsync("owner/tiny", "v1", cancellation: Cancellation));
        Assert.IsType<TimeoutException>(error.InnerException);
    }

    [Fact]
    public async Task OpenAsync_offline_tellsWhichFilesBelongWhere()
    {
        var hub = new ModelHub(new ModelHubOptions { CacheFolder = _cache.Path, ModelsFolder = _models.Path, Offline = true }, _announced.Add);
        var error = await Assert.ThrowsAsync<ModelUnavailableException>(() => hub.OpenAsync("owner/tiny", cancellation: Cancellation));
        Assert.Equal("owner/tiny (revision main)", error.Model);
        Assert.Equal(4, error.Attempts.Count);
        foreach (var part in new[]
        {
            Path.GetFullPath("owner/tiny"), _models.Path, _cache.Path, "not asked, since VG_OFFLINE is 1", "config.json", "model.safetensors", "tokenizer.json", "VG_MODELS",
        })
        {
            Assert.Contains(part, error.Message);
        }

        Assert.Empty(_announced);
        Assert.Empty(_cache.Files());
    }

    [Theory]
    [InlineData("owner/tiny")]
    [InlineData("tiny")]
    public async Task OpenAsync_modelsFolder_comesBeforeTheCache(string place)
    {
        _models.Write($"{place}/config.json", Config);
        _models.Write($"{place}/model.safetensors", "");
        _cache.Write("owner--tiny/main/config.json", Config);
        var hub = new ModelHub(new ModelHubOptions { CacheFolder = _cache.Path, ModelsFolder = _models.Path, Offline = true }, _announced.Add);
        Assert.Equal(Path.GetFullPath(_models[place]), (await hub.OpenAsync("owner/tiny", cancellation: Cancellation)).Path);
        // A path is taken as it is.
        Assert.Equal(Path.GetFullPath(_models[place]), (await hub.OpenAsync(_models[place], cancellation: Cancellation)).Path);
    }

    [Theory]
    [InlineData("owner/../tiny", "main")]
    [InlineData("a/b/c", "main")]
    [InlineData("", "main")]
    [InlineData("owner/tiny", "../main")]
    [InlineData("owner/tiny", "a b")]
    public async Task OpenAsync_noName_throws(string model, string revision)
    {
        var hub = new ModelHub(new ModelHubOptions { CacheFolder = _cache.Path, Offline = true }, _announced.Add);
        await Assert.ThrowsAsync<ArgumentException>(() => hub.OpenAsync(model, revision, cancellation: Cancellation));
    }

    [Fact]
    public void FromVariables_environment_isTaken()
    {
        var options = ModelHubOptions.FromVariables(name => name switch
        {
            "VG_MODELS" => _models.Path,
            "VG_CACHE" => _cache.Path,
            "VG_OFFLINE" => "1",
            _ => null,
        });
        Assert.Equal((_models.Path, _cache["models"], true), (options.ModelsFolder, options.CacheFolder, options.Offline));
        Assert.Contains("VG_MODELS", Assert.Throws<ArgumentException>(() => options with { ModelsFolder = _models["none"] }).Message);
    }

    private ModelHub Hub(LoopbackServer server, int silence = 60) => new(
        new ModelHubOptions { CacheFolder = _cache.Path, Address = new Uri(new Uri(server.Url), "/"), SilenceTimeout = TimeSpan.FromSeconds(silence) },
        _announced.Add);

    private Task<ModelUnavailableException> FailsAsync(LoopbackServer server) =>
        Assert.ThrowsAsync<ModelUnavailableException>(() => Hub(server).OpenAsync("owner/tiny", "v1", cancellation: Cancellation));

    /// <summary>A hub that sends weights' requests to its storage, with the checksum on the way where there is one.</summary>
    private static LoopbackServer Serving(Dictionary<string, byte[]> files, string? sha256 = null, List<string>? ranges = null) =>
        LoopbackServer.Answering(request =>
        {
            var path = request[0].Split(' ')[1];
            var name = path.Split('/')[^1];
            if (!files.TryGetValue(name, out var bytes))
            {
                return (["404 Not Found", "Content-Length: 0"], []);
            }

            if (name.EndsWith("model.safetensors", StringComparison.Ordinal) && request[0].StartsWith(Prefix, StringComparison.Ordinal))
            {
                string[] checksum = sha256 is null ? [] : [$"X-Linked-Etag: \"{sha256}\""];
                return (["302 Found", $"Location: /storage/{name}", "Content-Length: 0", .. checksum], []);
            }

            if (request.FirstOrDefault(line => line.StartsWith("Range:", StringComparison.Ordinal)) is { } range)
            {
                ranges?.Add(range);
                var from = int.Parse(range["Range: bytes=".Length..^1]);
                return (["206 Partial Content", $"Content-Length: {bytes.Length - from}"], bytes[from..]);
            }

            return (["200 OK", $"Content-Length: {bytes.Length}", $"ETag: \"{new string('a', 40)}\""], bytes);
        });

    private sealed class Reporter(Action<DataProgress> report) : IProgress<DataProgress>
    {
        public void Report(DataProgress value) => report(value);
    }
}
