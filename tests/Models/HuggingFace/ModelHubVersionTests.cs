using System.Text;
using VanishingGradients.Data;

namespace VanishingGradients.Models.HuggingFace;

/// <summary>Which version of a model one gets: that of a branch, and the files that a caller has pinned.</summary>
public sealed class ModelHubVersionTests : IDisposable
{
    private static readonly byte[] Config = Encoding.UTF8.GetBytes("""{"model_type":"t5"}""");
    private static readonly byte[] Weights = Samples.Bytes(3000);

    private readonly TemporaryFolder _cache = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task OpenAsync_branch_isKeptAsTheCommitItStandsFor()
    {
        var commit = new string('c', 40);
        var asked = new List<string>();
        using var server = LoopbackServer.Answering(request =>
        {
            asked.Add(request[0]);
            return request[0].EndsWith("/config.json HTTP/1.1", StringComparison.Ordinal) || request[0].EndsWith("model.safetensors HTTP/1.1", StringComparison.Ordinal)
                ? (["200 OK", $"X-Repo-Commit: {commit}", $"Content-Length: {Config.Length}"], Config)
                : (["404 Not Found", "Content-Length: 0"], []);
        });
        var folder = await Hub(server).OpenAsync("owner/tiny", cancellation: Cancellation);
        Assert.Equal(Path.GetFullPath(_cache[$"owner--tiny/{commit}"]), folder.Path);
        Assert.Equal([$"owner--tiny/{commit}/config.json", $"owner--tiny/{commit}/model.safetensors", "owner--tiny/main.commit"], _cache.Files());
        Assert.StartsWith("HEAD /owner/tiny/resolve/main/config.json", asked[0]);
        Assert.All(asked[1..], request => Assert.StartsWith($"GET /owner/tiny/resolve/{commit}/", request));

        // The branch goes on meaning it, and the commit itself is there too.
        var requests = asked.Count;
        foreach (var revision in new[] { "main", commit })
        {
            Assert.Equal(folder.Path, (await Hub(server).OpenAsync("owner/tiny", revision, cancellation: Cancellation)).Path);
        }

        Assert.Equal(requests, asked.Count);
    }

    [Fact]
    public async Task OpenAsync_renamedModel_isKeptAsTheCommitThatItsNewNameTells()
    {
        var commit = new string('c', 40);
        using var server = LoopbackServer.Answering(request =>
        {
            var path = request[0].Split(' ')[1];
            var name = path.Split('/')[^1];
            return !path.StartsWith("/owner/", StringComparison.Ordinal) ? (["307 Temporary Redirect", $"Location: /owner{path}", "Content-Length: 0"], [])
                : name is not ("config.json" or "model.safetensors") ? (["404 Not Found", "Content-Length: 0"], [])
                // The answer that tells the commit may redirect too, to a storage that need not be asked.
                : request[0].StartsWith("HEAD", StringComparison.Ordinal)
                    ? (["302 Found", $"X-Repo-Commit: {commit}", "Location: ftp://storage/", "Content-Length: 0"], [])
                : ((string[])["200 OK", $"Content-Length: {Config.Length}"], Config);
        });
        var folder = await Hub(server).OpenAsync("tiny", cancellation: Cancellation);
        Assert.Equal(Path.GetFullPath(_cache[$"tiny/{commit}"]), folder.Path);
        Assert.Equal([$"tiny/{commit}/config.json", $"tiny/{commit}/model.safetensors", "tiny/main.commit"], _cache.Files());
    }

    [Fact]
    public async Task OpenAsync_endlessRedirects_areGivenUp()
    {
        using var server = LoopbackServer.Answering(request => (["307 Temporary Redirect", $"Location: {request[0].Split(' ')[1]}", "Content-Length: 0"], []));
        var error = await Assert.ThrowsAsync<ModelUnavailableException>(() => Hub(server).OpenAsync("tiny", cancellation: Cancellation));
        Assert.Contains("redirects too often", error.Message);
        Assert.InRange(server.Requests.Count, 2, 6);
    }

    [Fact]
    public async Task OpenAsync_pinnedFile_mustBeIt()
    {
        using var server = LoopbackServer.Answering(request =>
            request[0].Contains("/config.json ", StringComparison.Ordinal) ? (["200 OK", $"Content-Length: {Config.Length}"], Config)
            : request[0].Contains("/model.safetensors ", StringComparison.Ordinal) ? (["200 OK", $"Content-Length: {Weights.Length}"], Weights)
            : (["404 Not Found", "Content-Length: 0"], []));
        Dictionary<string, string> other = new() { ["model.safetensors"] = new string('0', 64) };
        Dictionary<string, string> same = new() { ["model.safetensors"] = Samples.Sha256(Weights).ToUpperInvariant() };
        Dictionary<string, string> missing = new() { ["spiece.model"] = new string('0', 64) };
        var fetched = await Assert.ThrowsAsync<ModelUnavailableException>(() => Hub(server).OpenAsync("owner/tiny", "v1", other, cancellation: Cancellation));
        Assert.Contains(Samples.Sha256(Weights), Assert.IsType<DataIntegrityException>(fetched.InnerException).Actual);
        Assert.Equal(["owner--tiny/v1.partial/config.json"], _cache.Files());
        var folder = await Hub(server).OpenAsync("owner/tiny", "v1", same, cancellation: Cancellation);
        foreach (var place in new[] { "owner/tiny", folder.Path })
        {
            Assert.Equal(folder.Path, (await Hub(server).OpenAsync(place, "v1", same, cancellation: Cancellation)).Path);
            await Assert.ThrowsAsync<DataIntegrityException>(() => Hub(server).OpenAsync(place, "v1", other, cancellation: Cancellation));
            var error = await Assert.ThrowsAsync<DataIntegrityException>(() => Hub(server).OpenAsync(place, "v1", missing, cancellation: Cancellation));
            Assert.Equal("no such file", error.Actual);
        }

        Assert.NotEmpty(File.ReadAllBytes(Path.Combine(folder.Path, "model.safetensors")));
    }

    [Theory]
    [InlineData("../model.safetensors", 64)]
    [InlineData("model.safetensors", 63)]
    public async Task OpenAsync_noPin_throws(string name, int digits) => await Assert.ThrowsAsync<ArgumentException>(() =>
        new ModelHub(new ModelHubOptions { CacheFolder = _cache.Path, Offline = true }, _ => { })
            .OpenAsync("owner/tiny", "v1", new Dictionary<string, string> { [name] = new string('0', digits) }, cancellation: Cancellation));

    private ModelHub Hub(LoopbackServer server) => new(
        new ModelHubOptions { CacheFolder = _cache.Path, Address = new Uri(new Uri(server.Url), "/") }, _ => { });
}
