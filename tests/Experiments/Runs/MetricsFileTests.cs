using FsCheck.Xunit;
using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments.Runs;

public sealed class MetricsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["a.metrics"];

    public void Dispose() => _folder.Dispose();

    /// <summary>Three chunks of two rows; returns the log and the length of the file after every chunk.</summary>
    private (MetricsLog Log, long[] Lengths) Write()
    {
        var log = new MetricsLog(["reward", "std"]);
        using var file = MetricsFile.Create(Path, log.Names);
        var lengths = new List<long> { file.Length };
        for (var epoch = 1; epoch <= 6; epoch += 2)
        {
            log.Add(epoch, [Math.PI * epoch, double.NaN]);
            log.Add(epoch + 1, [-1e-300, epoch]);
            file.Append(log);
            lengths.Add(file.Length);
        }

        return (log, [.. lengths]);
    }

    [Fact]
    public void Read_appendedChunks_giveTheSameRows()
    {
        var (log, _) = Write();
        var read = MetricsFile.Read(Path);
        Assert.Equal(log.Names, read.Names);
        Assert.All(log.Names, name => Assert.Equal(log[name], read[name]));
    }

    [Fact]
    public void Read_anyTruncation_saysWhereUnlessItEndsWithAChunk()
    {
        var (_, lengths) = Write();
        var whole = File.ReadAllBytes(Path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..length]);
            var chunks = lengths.Count(end => end <= length) - 1;
            if (lengths.Contains(length))
            {
                Assert.Equal(2 * chunks, MetricsFile.Read(Path).Count);
                continue;
            }

            var error = Assert.Throws<RunFileException>(() => MetricsFile.Read(Path));
            Assert.Equal(Path, error.File);
            Assert.Contains(
                chunks < 0 ? "header" : $"chunk at byte {lengths[chunks]} is cut short", error.Message, StringComparison.Ordinal);
            Assert.True(chunks < 0 || error.Message.Contains($"The {2 * chunks} rows before it are whole", StringComparison.Ordinal));
        }
    }

    [Property(MaxTest = 100)]
    public void Read_anyFlippedBit_isNoticed(uint position, byte bit)
    {
        Write();
        var bytes = File.ReadAllBytes(Path);
        bytes[position % bytes.Length] ^= (byte)(1 << (bit % 8));
        File.WriteAllBytes(Path, bytes);
        Assert.Throws<RunFileException>(() => MetricsFile.Read(Path));
    }

    [Fact]
    public void Continue_tornTail_cutsItOffAndAppends()
    {
        var (log, lengths) = Write();
        File.WriteAllBytes(Path, File.ReadAllBytes(Path)[..^3]);
        var (file, kept) = MetricsFile.Continue(Path, lengths[1]);
        using (file)
        {
            Assert.Equal(2, kept.Count);
            for (var row = 2; row < 6; row++)
            {
                kept.Add((int)log["epoch"][row], [log["reward"][row], log["std"][row]]);
            }

            file.Append(kept);
        }

        Assert.Equal(log["reward"], MetricsFile.Read(Path)["reward"]);
    }

    [Fact]
    public void Continue_fileShorterThanItWas_saysSo()
    {
        var (_, lengths) = Write();
        File.WriteAllBytes(Path, File.ReadAllBytes(Path)[..(int)lengths[1]]);
        var error = Assert.Throws<RunFileException>(() => MetricsFile.Continue(Path, lengths[2]));
        Assert.Contains($"it has {lengths[1]} bytes, but had {lengths[2]}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Append_fullDisk_saysWhatToDo()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "This system has no /dev/full.");
        File.CreateSymbolicLink(Path, "/dev/full");
        Assert.Contains("make room", Assert.Throws<RunFileException>(() => MetricsFile.Create(Path, ["epoch"])).Message, StringComparison.Ordinal);
    }
}
