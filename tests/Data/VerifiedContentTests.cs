using FsCheck.Xunit;

namespace VanishingGradients.Data;

public sealed class VerifiedContentTests
{
    private static readonly byte[] Content = Samples.Bytes(2000);
    private static readonly DataFileEntry Packed = Samples.Entry("a.gz", Content, new EmbeddedSource());
    private static readonly DataFileEntry Plain = Samples.Entry("a", Content, new EmbeddedSource());

    [Fact]
    public void Read_packed_or_plain_gives_the_content()
    {
        Assert.Equal(Content, Read(Packed, Samples.Gzip(Content)));
        Assert.Equal(Content, Read(Packed, Content));
        Assert.Equal(Content, Read(Plain, Content));
    }

    [Fact]
    public void Read_plain_path_does_not_unpack() => Assert.Throws<DataIntegrityException>(() => Read(Plain, Samples.Gzip(Content)));

    [Fact]
    public void Read_bytes_after_the_content_are_refused() =>
        Assert.Contains("more than", Assert.Throws<DataIntegrityException>(() => Read(Packed, Samples.Gzip([.. Content, 0]))).Actual);

    [Fact]
    public void Read_small_file_that_unpacks_to_very_much_is_refused() =>
        Assert.Throws<DataIntegrityException>(() => Read(Packed, Samples.Gzip(new byte[50_000_000])));

    [Property(MaxTest = 300)]
    public void Read_changed_bytes_give_the_content_or_a_typed_error(int seed, byte changes)
    {
        var random = new Random(seed);
        var stored = Samples.Gzip(Content);
        for (var i = 0; i <= changes % 4; i++)
            stored[random.Next(stored.Length)] = (byte)random.Next(256);
        EqualOrTyped(Packed, stored);
    }

    [Property(MaxTest = 300)]
    public void Read_truncated_file_gives_the_content_or_a_typed_error(int seed)
    {
        var stored = Samples.Gzip(Content);
        EqualOrTyped(Packed, stored[..new Random(seed).Next(stored.Length)]);
    }

    [Property(MaxTest = 300)]
    public void Read_arbitrary_bytes_give_a_typed_error(byte[] bytes) => EqualOrTyped(Packed, [0x1f, 0x8b, 8, 0, .. bytes]);

    private static void EqualOrTyped(DataFileEntry file, byte[] stored)
    {
        try
        {
            Assert.Equal(Content, Read(file, stored));
        }
        catch (DataIntegrityException error)
        {
            Assert.Contains(file.Content.Sha256, error.Message);
        }
    }

    private static byte[] Read(DataFileEntry file, byte[] stored) =>
        VerifiedContent.Read(new MemoryStream(stored), file, "memory", "Nothing to do.");
}
