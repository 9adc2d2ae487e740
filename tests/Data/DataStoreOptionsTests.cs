namespace VanishingGradients.Data;

public sealed class DataStoreOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FromVariables_all_set_takes_them()
    {
        var options = From(("VG_DATA", _folder.Path), ("VG_CACHE", _folder["cache"]), ("VG_OFFLINE", "1"), ("XDG_CACHE_HOME", "/elsewhere"));
        Assert.Equal(_folder.Path, options.DataFolder);
        Assert.Equal(_folder[Path.Combine("cache", "data")], options.CacheFolder);
        Assert.True(options.Offline);
    }

    [Fact]
    public void FromVariables_no_cache_set_takes_the_users_cache_home()
    {
        Assert.Equal(_folder[Path.Combine("vanishing-gradients", "data")], From(("XDG_CACHE_HOME", _folder.Path)).CacheFolder);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("relative/folder")]
    public void FromVariables_no_usable_cache_home_takes_application_data(string? cacheHome)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        Assert.SkipWhen(home.Length == 0, "This account has no folder for application data.");
        var options = From(("XDG_CACHE_HOME", cacheHome));
        Assert.Equal(Path.Combine(home, "vanishing-gradients", "data"), options.CacheFolder);
        Assert.Null(options.DataFolder);
        Assert.False(options.Offline);
    }

    [Fact]
    public void FromVariables_data_folder_missing_names_variable_and_value()
    {
        var error = Assert.Throws<ArgumentException>(() => From(("VG_DATA", _folder["none"])));
        Assert.Contains("VG_DATA", error.Message);
        Assert.Contains(_folder["none"], error.Message);
    }

    [Fact]
    public void FromVariables_offline_neither_0_nor_1_names_variable_and_value() =>
        Assert.Contains("VG_OFFLINE is 'maybe'",
            Assert.Throws<ArgumentException>(() => From(("VG_CACHE", "x"), ("VG_OFFLINE", "maybe"))).Message);

    [Fact]
    public void Timeouts_zero_are_refused()
    {
        Assert.Contains("SilenceTimeout",
            Assert.Throws<ArgumentException>(() => new DataStoreOptions { CacheFolder = "x", SilenceTimeout = TimeSpan.Zero }).Message);
        Assert.Contains("NpmTimeout",
            Assert.Throws<ArgumentException>(() => new DataStoreOptions { CacheFolder = "x", NpmTimeout = TimeSpan.Zero }).Message);
    }

    private static DataStoreOptions From(params (string Name, string? Value)[] variables) =>
        DataStoreOptions.FromVariables(name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
