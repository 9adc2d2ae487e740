namespace VanishingGradients.Finetuning;

public sealed class MetricsLogTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void SaveCsv_loadedAgain_isTheSame()
    {
        var log = new MetricsLog(["a", "b"]);
        log.Add(1, [Math.PI, double.NaN]);
        log.Add(5, [1e-300, -2]);
        log.SaveCsv(_path);
        var loaded = MetricsLog.LoadCsv(_path);
        Assert.Equal(log.Names, loaded.Names);
        Assert.All(log.Names, name => Assert.Equal(log[name], loaded[name]));
        Assert.Equal([_path], Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_path) + "*"));
    }

    [Theory]
    [InlineData("epoch,a\n1,x\n", "line 2, column 'a'")]
    [InlineData("epoch,a\n1\n", "line 2: 1 cells")]
    [InlineData("a,b\n", "start with 'epoch'")]
    [InlineData("", "start with 'epoch'")]
    public void LoadCsv_malformed_saysWhere(string text, string expected)
    {
        File.WriteAllText(_path, text);
        Assert.Contains(expected, Assert.Throws<FormatException>(() => MetricsLog.LoadCsv(_path)).Message, StringComparison.Ordinal);
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
