using VanishingGradients.Models.HuggingFace;
using VanishingGradients.Models.Language.Decoders;
using static TorchSharp.torch;

namespace VanishingGradients.Experiments.Language;

public sealed class HuggingFaceModelOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ModelHub Hub => new(new ModelHubOptions { CacheFolder = _folder.Path, Offline = true }, _ => { });

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_nameOnTheHub_isTheFetchedModelOfItsRevision()
    {
        using (var model = TinyDecoders.Draw("gpt2", ScalarType.Float32))
        {
            model.Save(_folder["owner--tiny/v1"]);
        }

        using var named = new HuggingFaceModelOptions("owner/tiny") { Revision = "v1" }.Load(Hub, Cancellation);
        using var folder = new HuggingFaceModelOptions(_folder["owner--tiny/v1"]).Load(Hub, Cancellation);
        Assert.Equal(folder.Parameters.ToArray(), named.Parameters.ToArray());
    }

    [Theory]
    [InlineData("owner/tiny", typeof(ModelUnavailableException))]
    [InlineData("/no/such/folder", typeof(ArgumentException))]
    public void Load_neitherFolderNorModel_saysSo(string folder, Type expected)
    {
        var error = Assert.Throws(expected, () => new HuggingFaceModelOptions(folder).Load(Hub, Cancellation));
        Assert.Contains("there is no such folder", error.Message, StringComparison.Ordinal);
    }
}
