namespace VanishingGradients.Data;

/// <summary>Downloads from the web.</summary>
internal static class UrlFetcher
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    // Silence is watched chunk by chunk, so that a slow line may take as long as it needs.
    private static readonly HttpClient Client =
        new(new SocketsHttpHandler { ConnectTimeout = ConnectTimeout }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Downloads to a staged file.</summary>
    /// <returns>Path of the file, not yet verified.</returns>
    /// <exception cref="HttpRequestException">No connection, or an answer other than success.</exception>
    /// <exception cref="TimeoutException">The server stayed silent for too long.</exception>
    /// <exception cref="IOException">The answer broke off.</exception>
    public static async Task<string> FetchAsync(
        string url, string file, long limit, StagingFolder staging,
        TimeSpan silence, IProgress<DataProgress>? progress, CancellationToken cancellation)
    {
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        watch.CancelAfter(silence);
        try
        {
            using var response = await Client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, watch.Token).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            var total = response.Content.Headers.ContentLength;
            await using var body = await response.Content.ReadAsStreamAsync(watch.Token).ConfigureAwait(false);
            return await staging.WriteAsync(body, file, limit, Received, watch.Token).ConfigureAwait(false);

            void Received(long bytes)
            {
                watch.CancelAfter(silence);
                progress?.Report(new DataProgress(file, bytes, total));
            }
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            var connected = watch.IsCancellationRequested;
            var outcome = connected ? $"silent for {silence.TotalSeconds:0.#} s" : $"no connection within {ConnectTimeout.TotalSeconds} s";
            throw new TimeoutException(outcome, error);
        }
    }
}
