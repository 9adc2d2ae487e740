using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments.Runs;

/// <summary>The metrics of a stage as a file that only grows: a header, then chunks of rows, column after column.</summary>
/// <remarks>
/// All numbers are little-endian. Header: the bytes "VGMETRIC", the length of the column names (int32), the names as a JSON array
/// (UTF-8), a checksum. Chunk: the number of rows (int32), all values of the first column (float64), of the second, and so on, a
/// checksum. A checksum is the CRC-32C (uint32) of the header or chunk before it.
/// </remarks>
internal sealed class MetricsFile : IDisposable
{
    private const int ChecksumBytes = sizeof(uint);
    private const int LengthBytes = sizeof(int);
    private static readonly byte[] Mark = "VGMETRIC"u8.ToArray();

    private readonly string _path;
    private readonly FileStream _stream;
    private int _rows;

    private MetricsFile(string path, FileStream stream, int rows) => (_path, _stream, _rows) = (path, stream, rows);

    /// <summary>Bytes written.</summary>
    internal long Length => _stream.Length;

    /// <summary>Rows written.</summary>
    internal int Rows => _rows;

    /// <summary>A new file, in the place of an old one.</summary>
    internal static MetricsFile Create(string path, IReadOnlyList<string> names)
    {
        MetricsFile? file = null;
        RunJson.Writing(path, () =>
        {
            file = new MetricsFile(path, new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0), rows: 0);
            var json = JsonSerializer.SerializeToUtf8Bytes(names);
            file._stream.Write(WithChecksum([.. Mark, .. BitConverter.GetBytes(json.Length), .. json]));
        });
        return file!;
    }

    /// <summary>Continues a file after its first bytes; what follows them is cut off.</summary>
    /// <returns>The file and the rows it keeps.</returns>
    /// <exception cref="RunFileException">The part to keep is not whole.</exception>
    internal static (MetricsFile File, MetricsLog Log) Continue(string path, long bytes)
    {
        var content = Content(path);
        if (content.Length < bytes)
        {
            throw new RunFileException(
                path, $"it has {content.Length} bytes, but had {bytes} when the checkpoint was written. Restore it from a copy, or " +
                "delete the checkpoint to start the run from the beginning.");
        }

        var log = Parse(path, content.AsSpan(0, checked((int)bytes)));
        MetricsFile? file = null;
        RunJson.Writing(path, () =>
        {
            file = new MetricsFile(path, new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0), log.Count);
            file._stream.SetLength(bytes);
            file._stream.Seek(0, SeekOrigin.End);
        });
        return (file!, log);
    }

    /// <summary>All rows of a file.</summary>
    /// <exception cref="RunFileException">The file is cut short or damaged; the message says where.</exception>
    internal static MetricsLog Read(string path)
    {
        var content = Content(path);
        return Parse(path, content);
    }

    /// <summary>Appends the rows of a log that are not in the file yet, as one chunk.</summary>
    internal void Append(MetricsLog log)
    {
        var rows = log.Count - _rows;
        if (rows == 0)
        {
            return;
        }

        var values = log.Names.SelectMany(name => log[name].Skip(_rows)).ToArray();
        var chunk = WithChecksum([.. BitConverter.GetBytes(rows), .. MemoryMarshal.AsBytes<double>(values)]);
        RunJson.Writing(_path, () => _stream.Write(chunk));
        _rows = log.Count;
    }

    /// <summary>Makes sure that what was appended outlives a power failure.</summary>
    internal void FlushToDisk() => RunJson.Writing(_path, () => _stream.Flush(flushToDisk: true));

    /// <inheritdoc />
    public void Dispose() => _stream.Dispose();

    private static byte[] Content(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunFileException(path, $"the metrics cannot be read ({error.Message})", error);
        }
    }

    private static MetricsLog Parse(string path, ReadOnlySpan<byte> content)
    {
        var length = content.Length >= Mark.Length + LengthBytes ? BinaryPrimitives.ReadInt32LittleEndian(content[Mark.Length..]) : -1;
        if (!content.StartsWith(Mark) || length < 0 || !IsWhole(content, 0, Mark.Length + LengthBytes + (long)length))
        {
            throw new RunFileException(path, "the header is damaged: this is no metrics file, or its first bytes are lost.");
        }

        var start = Mark.Length + LengthBytes;
        var names = JsonSerializer.Deserialize<string[]>(Encoding.UTF8.GetString(content.Slice(start, length)))!;
        var log = new MetricsLog(names[1..]);
        for (var offset = start + length + ChecksumBytes; offset < content.Length;)
        {
            offset += AddChunk(path, content, offset, log);
        }

        return log;
    }

    private static int AddChunk(string path, ReadOnlySpan<byte> content, int offset, MetricsLog log)
    {
        var left = content.Length - offset;
        var rows = left >= LengthBytes ? BinaryPrimitives.ReadInt32LittleEndian(content[offset..]) : 0;
        var bytes = LengthBytes + (long)rows * log.Names.Count * sizeof(double);
        if (left < LengthBytes || (rows > 0 && left < bytes + ChecksumBytes))
        {
            throw Damaged($"is cut short: {left} bytes are there of {(left < LengthBytes ? "its length" : $"{bytes + ChecksumBytes}")}");
        }

        if (rows <= 0 || !IsWhole(content, offset, bytes))
        {
            throw Damaged("is damaged: its checksum does not fit");
        }

        var values = MemoryMarshal.Cast<byte, double>(content.Slice(offset + LengthBytes, (int)bytes - LengthBytes));
        var row = new double[log.Names.Count - 1];
        for (var i = 0; i < rows; i++)
        {
            for (var column = 0; column < row.Length; column++)
            {
                row[column] = values[(column + 1) * rows + i];
            }

            log.Add((int)values[i], row);
        }

        return (int)bytes + ChecksumBytes;

        RunFileException Damaged(string problem) => new(
            path, $"the chunk at byte {offset} {problem}. The {log.Count} rows before it are whole. " +
            "Executing the run again cuts off what follows its checkpoint; otherwise restore the file from a copy.");
    }

    private static bool IsWhole(ReadOnlySpan<byte> content, int offset, long bytes) =>
        content.Length - offset >= bytes + ChecksumBytes
        && BinaryPrimitives.ReadUInt32LittleEndian(content[(offset + (int)bytes)..]) == Checksum(content.Slice(offset, (int)bytes));

    private static byte[] WithChecksum(byte[] bytes) => [.. bytes, .. BitConverter.GetBytes(Checksum(bytes))];

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        foreach (var value in bytes)
        {
            checksum = BitOperations.Crc32C(checksum, value);
        }

        return ~checksum;
    }
}
