using System.Text.Json;

namespace VanishingGradients.Host.Protocol;

/// <summary>Sends and receives <see cref="EngineMessage"/>s over a two-way stream. Sending is safe from any thread.</summary>
internal sealed class MessageChannel(Stream stream)
{
    private readonly Lock _sending = new();
    private readonly StreamReader _reader = new(stream);

    public void Send(EngineMessage message)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(message), (byte)'\n'];
        lock (_sending)
        {
            stream.Write(line);
            stream.Flush();
        }
    }

    /// <summary>The next message, or null when the other side is gone.</summary>
    public async Task<EngineMessage?> ReceiveAsync()
    {
        try
        {
            string? line = await _reader.ReadLineAsync();
            return line is null ? null : JsonSerializer.Deserialize<EngineMessage>(line);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or JsonException)
        {
            // A process that dies in the middle of a line leaves half a message: as good as none.
            return null;
        }
    }
}
