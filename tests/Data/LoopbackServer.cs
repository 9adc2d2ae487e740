using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VanishingGradients.Data;

/// <summary>A web server on this machine that answers as a test wants, well or badly.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string[], NetworkStream, CancellationToken, Task> _answer;

    private LoopbackServer(Func<NetworkStream, CancellationToken, Task> answer)
        : this((_, stream, cancellation) => answer(stream, cancellation))
    {
    }

    private LoopbackServer(Func<string[], NetworkStream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>First lines of the requests so far.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/file";

    public UrlSource Source => new(Url);

    /// <summary>Gives the bytes.</summary>
    public static LoopbackServer Giving(byte[] bytes) => new((stream, _) => SendAsync(stream, "200 OK", bytes.Length, bytes));

    /// <summary>Gives the bytes without telling their number; the end of the connection is the end of the file.</summary>
    public static LoopbackServer GivingWithoutLength(byte[] bytes) => new((stream, _) => SendAsync(stream, "200 OK", null, bytes));

    /// <summary>Answers with an error.</summary>
    public static LoopbackServer Refusing(string status) => new((stream, _) => SendAsync(stream, status, 0, []));

    /// <summary>Promises more bytes than it gives before it hangs up.</summary>
    public static LoopbackServer BreakingOff(byte[] bytes, int promised) =>
        new((stream, _) => SendAsync(stream, "200 OK", promised, bytes));

    /// <summary>Says nothing at all.</summary>
    public static LoopbackServer Silent() => new((_, cancellation) => Task.Delay(Timeout.Infinite, cancellation));

    /// <summary>Gives some bytes of those it promised and then stays silent.</summary>
    public static LoopbackServer Stalling(byte[] bytes, int promised) => new(async (stream, cancellation) =>
    {
        await SendAsync(stream, "200 OK", promised, bytes);
        await Task.Delay(Timeout.Infinite, cancellation);
    });

    /// <summary>Answers each request by its lines; the headers hold the status first.</summary>
    public static LoopbackServer Answering(Func<string[], (string[] Headers, byte[] Body)> answer) => new(async (request, stream, _) =>
    {
        var (headers, body) = answer(request);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {string.Join("\r\n", headers)}\r\nConnection: close\r\n\r\n"));
        if (!request[0].StartsWith("HEAD", StringComparison.Ordinal))
            await stream.WriteAsync(body);
    });

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
    }

    private static async Task SendAsync(NetworkStream stream, string status, int? length, byte[] body)
    {
        var lengthHeader = length is null ? "" : $"Content-Length: {length}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{lengthHeader}Connection: close\r\n\r\n"));
        await stream.WriteAsync(body);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                List<string> request = [];
                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
                    request.Add(line);
                Requests.Enqueue(request.FirstOrDefault(""));
                await _answer([.. request], stream, _stop.Token);
            }
            catch (Exception error) when (error is IOException or OperationCanceledException)
            {
                // The client hung up or the test ended.
            }
        }
    }
}
