using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using VanishingGradients.Data;

namespace VanishingGradients.Models.HuggingFace;

/// <summary>Fetches one file of the hub.</summary>
internal static class HubFile
{
    private const int MostRedirects = 5;

    // Redirects are followed here, because the hub tells the checksum of a large file in the answer that sends one elsewhere.
    private static readonly HttpClient Client = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Fetches a file to a temporary name beside the target, checks it and renames it; what an interrupted fetch left there is
    /// continued where the hub tells the checksum.</summary>
    /// <param name="address">The file's address.</param>
    /// <param name="target">The file, in a folder that exists.</param>
    /// <param name="silence">How long a server may stay silent.</param>
    /// <param name="progress">Told of the bytes fetched.</param>
    /// <param name="cancellation">Stops the fetch; what has arrived stays under the temporary name.</param>
    /// <returns>Whether the hub has the file.</returns>
    /// <exception cref="HttpRequestException">No connection, or an answer other than success and not found.</exception>
    /// <exception cref="IOException">The answer broke off, or the file cannot be written.</exception>
    /// <exception cref="TimeoutException">The server stayed silent for too long.</exception>
    /// <exception cref="DataIntegrityException">The file is not the one that the hub announced.</exception>
    internal static async Task<bool> FetchAsync(
        Uri address, string target, TimeSpan silence, IProgress<DataProgress>? progress, CancellationToken cancellation)
    {
        var part = target + ".part";
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        watch.CancelAfter(silence);
        try
        {
            var (response, sha256) = await AskAsync(address, LengthOf(part), watch.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable
                || (response.StatusCode == HttpStatusCode.PartialContent && sha256 is null))
            {
                // What is there is whole or too long, or could be the beginning of another version.
                response.Dispose();
                File.Delete(part);
                (response, sha256) = await AskAsync(address, 0, watch.Token).ConfigureAwait(false);
            }

            using (response)
            {
                if (response.StatusCode == HttpStatusCode.NotFound)
                {
                    return false;
                }

                response.EnsureSuccessStatusCode();
                await SaveAsync(response, part, Received, watch.Token).ConfigureAwait(false);
                Verify(part, sha256, address);
                File.Move(part, target, overwrite: true);
                return true;

                void Received(long bytes, long? total)
                {
                    watch.CancelAfter(silence);
                    progress?.Report(new DataProgress(Path.GetFileName(target), bytes, total));
                }
            }
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw Silent(address, silence, error);
        }
    }

    /// <summary>The commit that a branch or tag stands for now, also where the model has been renamed; null where the hub does not tell or has no
    /// such file.</summary>
    /// <param name="address">Address of any file of the model.</param>
    /// <param name="silence">How long a server may stay silent.</param>
    /// <param name="cancellation">Stops the question.</param>
    /// <exception cref="HttpRequestException">No connection, or too many redirects.</exception>
    /// <exception cref="TimeoutException">The server stayed silent for too long.</exception>
    internal static async Task<string?> CommitAsync(Uri address, TimeSpan silence, CancellationToken cancellation)
    {
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        watch.CancelAfter(silence);
        try
        {
            string? commit = null;
            using var response = await FollowAsync(
                HttpMethod.Head, address, 0, answer => (commit = Commit(answer)) is not null, watch.Token).ConfigureAwait(false);
            return commit;
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw Silent(address, silence, error);
        }
    }

    /// <summary>Whether a revision is a commit, which never means anything else.</summary>
    /// <param name="revision">The revision.</param>
    internal static bool IsCommit(string revision) => revision.Length == 40 && revision.All(char.IsAsciiHexDigitLower);

    /// <summary>The answer with the file's content or an error, and the checksum if the hub tells one.</summary>
    private static async Task<(HttpResponseMessage Response, string? Sha256)> AskAsync(Uri address, long from, CancellationToken cancellation)
    {
        var (sha256, isFirst) = ((string?)null, true);
        var response = await FollowAsync(HttpMethod.Get, address, from, Read, cancellation).ConfigureAwait(false);
        return (response, sha256);

        bool Read(HttpResponseMessage answer)
        {
            // The tag of a redirect's target is the storage's own.
            sha256 ??= Sha256(answer, "X-Linked-Etag") ?? (isFirst ? Sha256(answer, "ETag") : null);
            isFirst = false;
            return false;
        }
    }

    /// <summary>The answer at the end of all redirects, or the first that is enough.</summary>
    private static async Task<HttpResponseMessage> FollowAsync(
        HttpMethod method, Uri address, long from, Func<HttpResponseMessage, bool> isEnough, CancellationToken cancellation)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(method, address);
            request.Headers.Range = from > 0 ? new RangeHeaderValue(from, null) : null;
            var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (isEnough(response) || (int)response.StatusCode is < 301 or > 308 || response.Headers.Location is not { } location)
            {
                return response;
            }

            response.Dispose();
            var next = new Uri(address, location);
            if (redirects == MostRedirects || (address.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps))
            {
                throw new HttpRequestException($"{address} redirects too often or to an unprotected address.");
            }

            address = next;
        }
    }

    private static async Task SaveAsync(HttpResponseMessage response, string part, Action<long, long?> received, CancellationToken cancellation)
    {
        var continues = response.StatusCode == HttpStatusCode.PartialContent;
        await using var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using var output = new FileStream(part, continues ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None);
        var total = response.Content.Headers.ContentLength + output.Length;
        var buffer = new byte[1 << 17];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            output.Write(buffer, 0, read);
            received(output.Length, total);
        }

        output.Flush(flushToDisk: true);
    }

    private static void Verify(string part, string? sha256, Uri address)
    {
        if (sha256 is null)
        {
            return;
        }

        string actual;
        using (var stream = File.OpenRead(part))
        {
            actual = Convert.ToHexStringLower(SHA256.HashData(stream));
        }

        if (actual != sha256)
        {
            File.Delete(part);
            throw new DataIntegrityException(
                address.ToString(), $"sha256 {sha256}", $"sha256 {actual}", "Nothing of it was kept; try again.");
        }
    }

    private static string? Commit(HttpResponseMessage response)
    {
        var value = response.Headers.TryGetValues("X-Repo-Commit", out var values) ? values.First().ToLowerInvariant() : "";
        return IsCommit(value) ? value : null;
    }

    private static string? Sha256(HttpResponseMessage response, string header)
    {
        // ETag is a header of its own type, which the untyped access covers too.
        var value = response.Headers.TryGetValues(header, out var values) ? values.First().Trim('"').ToLowerInvariant() : "";
        return value.Length == 64 && value.All(char.IsAsciiHexDigit) ? value : null;
    }

    private static TimeoutException Silent(Uri address, TimeSpan silence, Exception error) =>
        new($"{address}: no connection, or silent for {silence.TotalSeconds:0.#} s", error);

    private static long LengthOf(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;
}
