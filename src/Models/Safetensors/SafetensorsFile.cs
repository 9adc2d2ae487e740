using System.IO.MemoryMappedFiles;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Safetensors;

/// <summary>An open safetensors file: named tensors, mapped into memory, each copied once, from the map into the tensor that is
/// asked for.</summary>
/// <remarks>Layout: the length of the header (8 bytes, little-endian), the header in JSON, the numbers. Nothing in it is ever
/// executed. The file must not shrink while it is open.</remarks>
public sealed class SafetensorsFile : IDisposable
{
    private const int LengthBytes = 8;
    private const long ChunkElements = 1 << 27;

    private readonly string _path;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long _dataStart;

    private SafetensorsFile(string path, MemoryMappedFile file, MemoryMappedViewAccessor view, long length)
    {
        Torch.TorchRuntime.EnsureLoaded();
        (_path, _file, _view) = (path, file, view);
        var headerLength = view.ReadUInt64(0);
        if (headerLength is < 2 or > SafetensorsHeader.LargestLength || (long)headerLength > length - LengthBytes)
        {
            throw new SafetensorsException(
                path,
                null,
                $"a header of {headerLength} bytes is announced, but the file has {length} bytes "
                + $"and a header at most {SafetensorsHeader.LargestLength}.");
        }

        var json = new byte[(int)headerLength];
        view.SafeMemoryMappedViewHandle.ReadSpan<byte>(LengthBytes, json);
        _dataStart = LengthBytes + json.Length;
        var header = SafetensorsHeader.Parse(path, json, length - _dataStart);
        Metadata = header.Metadata;
        Entries = header.Entries.ToDictionary(entry => entry.Name);
    }

    /// <summary>Free text that the writer added, by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors of the file, by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; }

    /// <summary>A new tensor with the numbers of one name. The caller disposes it.</summary>
    /// <param name="name">One of <see cref="Entries"/>.</param>
    /// <exception cref="SafetensorsException">There is no such tensor, or a bool in it is neither 0 nor 1.</exception>
    public Tensor this[string name]
    {
        get
        {
            var entry = Entries.GetValueOrDefault(name)
                ?? throw new SafetensorsException(
                    _path, name, $"there is no such tensor; there are {Entries.Count}, for example '{Entries.Keys.FirstOrDefault()}'.");
            var values = empty([.. entry.Shape], dtype: entry.Type);
            Fill(values, entry);
            return values;
        }
    }

    /// <summary>Opens a file and checks its header; numbers are read when they are asked for.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="SafetensorsException">The file is damaged.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var length = stream.Length;
        if (length < LengthBytes)
        {
            stream.Dispose();
            throw new SafetensorsException(path, null, $"a file of {length} bytes has no room for a header.");
        }

        var file = MemoryMappedFile.CreateFromFile(
            stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        try
        {
            return new SafetensorsFile(path, file, view, length);
        }
        catch
        {
            view.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <summary>Sets every parameter and persistent buffer of a module from the tensors of the same names.</summary>
    /// <param name="module">The module. A floating-point tensor may differ in precision; it is converted.</param>
    /// <exception cref="SafetensorsException">Tensors are missing, left over, or of another shape or kind; the message lists them
    /// all, and the module keeps its values.</exception>
    public void LoadInto(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        ModuleWeights.Load(_path, [this], module, names: null);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    /// <summary>Sets a tensor of the same shape. One of the same type in main memory is filled from the map, with no copy between.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <param name="target">The tensor; of another type or device, it is converted or moved.</param>
    /// <exception cref="SafetensorsException">A bool is neither 0 nor 1.</exception>
    internal void Read(SafetensorsEntry entry, Tensor target)
    {
        if (target.dtype == entry.Type && target.device_type == TorchSharp.DeviceType.CPU && target.is_contiguous())
        {
            Fill(target, entry);
            return;
        }

        using var values = this[entry.Name];
        target.copy_(values);
    }

    // In chunks, because a span holds at most 2 GB.
    private void Fill(Tensor values, SafetensorsEntry entry)
    {
        using var flat = values.view(-1);
        for (long start = 0, count = flat.numel(); start < count; start += ChunkElements)
        {
            using var chunk = flat.narrow(0, start, Math.Min(ChunkElements, count - start));
            var bytes = chunk.bytes;
            var offset = _dataStart + entry.Begin + start * SafetensorsTypes.Bytes(entry.Type);
            _view.SafeMemoryMappedViewHandle.ReadSpan((ulong)offset, bytes);
            if (entry.Type == ScalarType.Bool && bytes.ContainsAnyExceptInRange((byte)0, (byte)1))
            {
                throw new SafetensorsException(_path, entry.Name, "a bool in it is neither 0 nor 1.");
            }
        }
    }
}
