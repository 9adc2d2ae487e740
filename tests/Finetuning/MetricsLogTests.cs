namespace VanishingGradients.Finetuning;

public sealed class MetricsLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SaveCsv_loadedAgain_isTheSame()
    {
        var log = new MetricsLog(["a", "b"]);
        log.Add(1, [Math.PI, double.NaN]);
        log.Add(5, [1e-300, -2]);
        log.SaveCsv(_folder["log.csv"]);
        var loaded = MetricsLog.LoadCsv(_folder["log.csv"]);
        Assert.Equal(log.Names, loaded.Names);
        Assert.All(log.Names, name => Assert.Equal(log[name], loaded[name]));
        Assert.Equal(["log.csv"], _folder.Files());
    }

    [Theory]
    [InlineData("epoch,a\n1,x\n", "line 2, column 'a'")]
    [InlineData("epoch,a\n1\n", "line 2: 1 cells")]
    [InlineData("a,b\n", "start with 'epoch'")]
    [InlineData("", "start with 'epoch'")]
    public void LoadCsv_malformed_saysWhere(string text, string expected)
    {
        var path = _folder.Write("log.csv", text);
        Assert.Contains(expected, Assert.Throws<FormatException>(() => MetricsLog.LoadCsv(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Indexer_unknownColumn_listsThoseThereAre() =>
        Assert.Contains("epoch, a", Assert.Throws<KeyNotFoundException>(() => new MetricsLog(["a"])["c"]).Message, StringComparison.Ordinal);

    [Fact]
    public void ToDataFrame_rows_areThere()
    {
        var log = new MetricsLog(["a"]);
        log.Add(1, [0.5]);
        Assert.Equal(0.5, log.ToDataFrame()["a"][0]);
    }
}
