using FsCheck;
using FsCheck.Xunit;
using VanishingGradients.Torch;

namespace VanishingGradients.Data;

public sealed class StratifiedSampleTests
{
    [Property(MaxTest = 50)]
    public void Choose_anyLabels_keepsEveryClassWithinOneOfItsShare(NonEmptyArray<byte> bytes, PositiveInt size)
    {
        var labels = bytes.Get.Select(value => value % 4).ToArray();
        var count = Math.Min(size.Get, labels.Length);
        using var generator = new RandomStreams(size.Get).Open(RandomStreams.Data);
        var chosen = StratifiedSample.Choose(labels, count, generator);

        Assert.Equal(count, chosen.Distinct().Count());
        foreach (var group in labels.GroupBy(label => label))
        {
            var share = (double)group.Count() * count / labels.Length;
            Assert.InRange(chosen.Count(i => labels[i] == group.Key), Math.Floor(share), Math.Ceiling(share));
        }
    }
}
