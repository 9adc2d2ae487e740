using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using VanishingGradients.Rewards;

namespace VanishingGradients.Analysis.Census;

public sealed class CensusFilesTests
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Elements("", "plain", "a,b", "\"quoted\"", "two\nlines", "\r\n", " spaced ", "=SUM(A1)", "Grüße 你好 🙂", "#", "'"),
        ArbMap.Default.GeneratorFor<string>().Where(text => text is not null && !text.Any(char.IsSurrogate)));

    private static readonly Gen<double> Number = Gen.OneOf(
        ArbMap.Default.GeneratorFor<double>(), Gen.Elements(0.1 + 0.2, -0.0, double.Epsilon, double.MaxValue, double.NaN, double.NegativeInfinity));

    [Property(MaxTest = 30)]
    public Property Load_saved_census_is_the_same_bit_for_bit() => Prop.ForAll(Arb.From(Censuses()), census =>
    {
        using var folder = new TemporaryFolder();
        census.SaveCsv(folder["census.csv"]);
        census.SaveParquet(folder["census.parquet"]);
        AssertSame(census, InputCensus.Load(folder["census.csv"]));
        AssertSame(census, InputCensus.Load(folder["census.parquet"]));
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    });

    [Fact]
    public void SaveCsv_existing_file_is_replaced()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("census.csv", new string('x', 10_000));

        InputCensus.FromExact([0], [0], RewardRange.Unit).SaveCsv(path);

        Assert.Equal(1, InputCensus.Load(path).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("input,reward_mean,reward_std_ddof1,range_minimum,range_maximum\n")]
    [InlineData("input,reward_mean\n0,1\n")]
    [InlineData("input,reward_mean,reward_std_ddof7,range_minimum,range_maximum\n0,1,0,0,1\n")]
    [InlineData("input,reward_mean,reward_std_exact,range_minimum,range_maximum\n0,one,0,0,1\n")]
    [InlineData("input,reward_mean,reward_std_exact,range_minimum,range_maximum\n0,1,0,0\n")]
    [InlineData("input,reward_mean,reward_std_exact,range_minimum,range_maximum\n0,3,0,0,1\n")]
    [InlineData("input,reward_mean,reward_std_ddof1,range_minimum,range_maximum\n0,1,0,0,1\n")]
    [InlineData("input,reward_mean,reward_std_exact,range_minimum,range_maximum\n\"0,1,0,0,1\n")]
    public void Load_damaged_csv_throws_naming_the_file(string text)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("census.csv", text);

        var error = Assert.Throws<CensusFormatException>(() => InputCensus.Load(path));

        Assert.Equal(path, error.Path);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(200)]
    public void Load_truncated_parquet_throws(int length)
    {
        using var folder = new TemporaryFolder();
        var path = folder["census.parquet"];
        InputCensus.FromExact([0, 1], [0, 0], RewardRange.Unit).SaveParquet(path);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..length]);

        Assert.Throws<CensusFormatException>(() => InputCensus.Load(path));
    }

    [Fact]
    public void Load_unknown_ending_throws()
    {
        using var folder = new TemporaryFolder();

        Assert.Throws<CensusFormatException>(() => InputCensus.Load(folder.Write("census.txt", "x")));
    }

    private static Gen<InputCensus> Censuses() =>
        from count in Gen.Choose(1, 6)
        from means in Gen.Choose(-100, 100).Select(step => step / 100.0).ArrayOf(count)
        from stds in Gen.Choose(0, 100).Select(step => step / 99.0).ArrayOf(count)
        from prompts in Text.ArrayOf(count)
        from named in Gen.Elements(true, false)
        from flags in Gen.Choose(0, 3).Select(flag => (InputFlags)flag).ArrayOf(count)
        from column in Number.ArrayOf(count)
        let ids = prompts.Select((prompt, row) => row + prompt)
        select InputCensus.FromExact(means, stds, RewardRange.SignedUnit, named ? ids : null, named ? prompts : null)
            .WithFlags(flags).WithColumn("odd, name", column);

    private static void AssertSame(InputCensus expected, InputCensus actual)
    {
        Assert.Equal((expected.Count, expected.Range, expected.Ddof, expected.HasPrompts), (actual.Count, actual.Range, actual.Ddof, actual.HasPrompts));
        Assert.Equal(Enumerable.Range(0, expected.Count).Select(row => expected[row]), Enumerable.Range(0, actual.Count).Select(row => actual[row]));
        Assert.Equal(expected.ColumnNames, actual.ColumnNames);
        foreach (var name in expected.ColumnNames)
            Assert.Equal(Bits(expected.Column(name)), Bits(actual.Column(name)));
    }

    private static long[] Bits(ReadOnlySpan<double> values) => [.. values.ToArray().Select(BitConverter.DoubleToInt64Bits)];
}
