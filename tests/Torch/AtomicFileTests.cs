namespace VanishingGradients.Torch;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_existing_file_is_replaced()
    {
        var path = _folder.Write("file", "old");
        AtomicFile.Write(path, stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(["file"], _folder.Files());
    }

    [Fact]
    public void Write_failing_half_way_leaves_the_old_file_and_nothing_else()
    {
        var path = _folder.Write("file", "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["file"], _folder.Files());
    }
}
