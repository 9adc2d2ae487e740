using System.Buffers.Binary;
using System.Text;

namespace VanishingGradients.Torch;

/// <summary>Marks a symbol-version need of a 64-bit little-endian ELF library as weak, so that the loader no longer insists on
/// it.</summary>
/// <remarks>Layout: System V ABI and the Linux Standard Base chapter on symbol versioning (sections of type SHT_GNU_verneed and
/// SHT_GNU_versym).</remarks>
internal static class ElfVersionNeed
{
    private const uint SectionDynamicSymbols = 11;
    private const uint SectionVersionNeed = 0x6FFFFFFE;
    private const uint SectionVersionSymbols = 0x6FFFFFFF;
    private const ushort FlagWeak = 2;

    private readonly record struct Section(uint Type, int Offset, int Size, int Link, int Count);

    /// <summary>A copy of <paramref name="image"/> in which the need for <paramref name="version"/> is weak; null where it has no such
    /// need.</summary>
    /// <exception cref="TorchRuntimeException">The file is no such library, or a symbol other than <paramref name="allowedSymbol"/> uses
    /// the version.</exception>
    internal static byte[]? Weaken(byte[] image, string version, string allowedSymbol)
    {
        try
        {
            return WeakenCore(image, version, allowedSymbol);
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException)
        {
            throw new TorchRuntimeException(
                "The native library is damaged: a table of the file points outside it. Restore the packages again.", exception);
        }
    }

    private static byte[]? WeakenCore(byte[] image, string version, string allowedSymbol)
    {
        if (image.Length < 64 || !image.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8))
        {
            throw new TorchRuntimeException("The native library is no 64-bit little-endian ELF file. Restore the packages again.");
        }

        var sections = ReadSections(image);
        var needs = sections.FirstOrDefault(section => section.Type == SectionVersionNeed);
        if (needs.Type == 0 || FindNeed(image, needs, sections[needs.Link], version) is not { } need)
        {
            return null;
        }

        var index = BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(need + 6));
        RequireUnused(image, sections, index, version, allowedSymbol);

        var copy = (byte[])image.Clone();
        var flags = copy.AsSpan(need + 4, 2);
        BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | FlagWeak));
        return copy;
    }

    private static Section[] ReadSections(byte[] image)
    {
        var table = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(0x28)));
        var size = BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(0x3A));
        var sections = new Section[BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(0x3C))];
        for (var i = 0; i < sections.Length; i++)
        {
            var header = image.AsSpan(table + i * size, 64);
            sections[i] = new Section(
                BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
                checked((int)BinaryPrimitives.ReadUInt64LittleEndian(header[0x18..])),
                checked((int)BinaryPrimitives.ReadUInt64LittleEndian(header[0x20..])),
                checked((int)BinaryPrimitives.ReadUInt32LittleEndian(header[0x28..])),
                checked((int)BinaryPrimitives.ReadUInt32LittleEndian(header[0x2C..])));
        }

        return sections;
    }

    // The needs form a list per library, each with a list of versions: entries link to the next by relative offsets.
    private static int? FindNeed(byte[] image, Section needs, Section names, string version)
    {
        var library = needs.Offset;
        for (var i = 0; i < needs.Count; i++)
        {
            var entry = library + ReadInt(image, library + 8);
            for (var j = BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(library + 2)); j > 0; j--)
            {
                if (ReadName(image, names, ReadInt(image, entry + 8)) == version)
                {
                    return entry;
                }

                entry += ReadInt(image, entry + 12);
            }

            library += ReadInt(image, library + 12);
        }

        return null;
    }

    private static void RequireUnused(byte[] image, Section[] sections, ushort index, string version, string allowedSymbol)
    {
        var symbols = sections.First(section => section.Type == SectionDynamicSymbols);
        var versions = sections.First(section => section.Type == SectionVersionSymbols);
        for (var i = 0; i < versions.Size / 2; i++)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(versions.Offset + 2 * i)) != index)
            {
                continue;
            }

            var name = ReadName(image, sections[symbols.Link], ReadInt(image, symbols.Offset + 24 * i));
            if (name != allowedSymbol)
            {
                throw new TorchRuntimeException(
                    $"The native library uses {name} of {version}, which this system's C++ library lacks. Install a newer libstdc++6 (GCC 13 or later).");
            }
        }
    }

    private static int ReadInt(byte[] image, int offset) => BinaryPrimitives.ReadInt32LittleEndian(image.AsSpan(offset));

    private static string ReadName(byte[] image, Section names, int offset)
    {
        var bytes = image.AsSpan(names.Offset + offset);
        return Encoding.ASCII.GetString(bytes[..bytes.IndexOf((byte)0)]);
    }
}
