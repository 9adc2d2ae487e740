using VanishingGradients.Data;
using VanishingGradients.Finetuning;
using VanishingGradients.Text;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments;

/// <summary>The environments of the controlled experiments: the paper's three (section 4.2), Fashion-MNIST, and the digits that travel with
/// the kit.</summary>
public static class ControlledEnvironments
{
    /// <summary>MNIST with an MLP.</summary>
    public const string Mnist = MnistDataset.Id;

    /// <summary>Fashion-MNIST with the MLP of MNIST. Not in the paper.</summary>
    public const string FashionMnist = FashionMnistDataset.Id;

    /// <summary>CIFAR-10 with ResNet18.</summary>
    public const string Cifar10 = Cifar10Dataset.Id;

    /// <summary>STS-B with BERT-mini.</summary>
    public const string Stsb = StsbDataset.Id;

    /// <summary>The embedded digits with the MLP of MNIST: always there. Not in the paper.</summary>
    public const string Digits = DigitsDataset.Id;

    private const string BertVocabulary = "bert-base-uncased";
    private const int DigitsForTraining = 1000;

    /// <summary>Names of the environments.</summary>
    public static IReadOnlyList<string> Names { get; } = [Mnist, FashionMnist, Cifar10, Stsb, Digits];

    /// <summary>The paper's experiment in an environment with Adam, at a scale.</summary>
    /// <remarks>See <see cref="ControlledPresets"/> for the values and where they come from.</remarks>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="scale">How much of the paper's computation to do.</param>
    /// <exception cref="ArgumentException">There is no such environment.</exception>
    public static ControlledOptions Options(string name, Scale scale) => name switch
    {
        Mnist or FashionMnist => ControlledOptions.Mnist(scale),
        Digits => ControlledPresets.Digits(scale),
        Cifar10 => ControlledPresets.Cifar10(scale),
        Stsb => ControlledPresets.Stsb(scale),
        _ => throw Unknown(name),
    };

    /// <summary>The plain gradient descent of the official plans, which takes the place of Adam in finetuning.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <returns>Learning rate 1e-3 for STS-B and 1e-2 elsewhere (official plans; for environments that the paper lacks, that of
    /// MNIST).</returns>
    /// <exception cref="ArgumentException">There is no such environment.</exception>
    public static SgdOptions GradientDescent(string name) =>
        Names.Contains(name) ? new SgdOptions(name == Stsb ? 1e-3 : 1e-2) : throw Unknown(name);

    /// <summary>An environment, ready for its policy; what is not on the machine is fetched.</summary>
    /// <remarks>
    /// Pixels are normalised as in the official code; Fashion-MNIST and the digits, which it lacks, by their own training mean and std.
    /// CIFAR-10 is its first training batch: 10,000 images, as many as the official plan draws from all 50,000. STS-B has no labelled test
    /// pairs in GLUE, so that its validation pairs are the test inputs, as in the official code. The digits have no split; 1,000 become
    /// training inputs, always the same ones.
    /// </remarks>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="announce">Told, in one sentence each, of fetches and of bad files in the cache.</param>
    /// <param name="progress">Told of the bytes fetched.</param>
    /// <param name="cancellation">Stops the fetch.</param>
    /// <returns>The environment; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">There is no such environment, or an environment variable has a value that cannot be
    /// used.</exception>
    /// <exception cref="DataIntegrityException">A file in the data folder is not the catalogue's.</exception>
    /// <exception cref="DataUnavailableException">The data cannot be had; the message says what is missing, where it was looked for and
    /// what to do.</exception>
    public static Task<ControlledEnvironment> LoadAsync(
        string name, Action<string> announce, IProgress<DataProgress>? progress = null, CancellationToken cancellation = default) =>
        LoadAsync(name, DataStore.FromEnvironment(announce), progress, cancellation);

    /// <summary>An environment, or the embedded digits where its data cannot be had.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="announce">Told of fetches, of bad files in the cache and, in full, of a fallback. Never left untold.</param>
    /// <param name="progress">Told of the bytes fetched.</param>
    /// <param name="cancellation">Stops the fetch.</param>
    /// <returns>Which environment it is, says <see cref="ControlledEnvironment.Name"/>; take the options of that one. The caller disposes
    /// it.</returns>
    /// <exception cref="ArgumentException">There is no such environment, or an environment variable has a value that cannot be
    /// used.</exception>
    /// <exception cref="DataIntegrityException">A file in the data folder is not the catalogue's: a mistake to correct, not one to work
    /// around.</exception>
    public static Task<ControlledEnvironment> LoadOrDigitsAsync(
        string name, Action<string> announce, IProgress<DataProgress>? progress = null, CancellationToken cancellation = default) =>
        LoadOrDigitsAsync(name, DataStore.FromEnvironment(announce), progress, cancellation);

    internal static async Task<ControlledEnvironment> LoadOrDigitsAsync(
        string name, DataStore store, IProgress<DataProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return await LoadAsync(name, store, progress, cancellation).ConfigureAwait(false);
        }
        catch (DataUnavailableException error)
        {
            store.Announce($"'{name}' is replaced by the digits embedded in the kit; numbers will differ from those of '{name}'. {error.Message}");
            return EmbeddedDigits();
        }
    }

    internal static async Task<ControlledEnvironment> LoadAsync(
        string name, DataStore store, IProgress<DataProgress>? progress, CancellationToken cancellation) => name switch
        {
            Mnist => Images(await MnistDataset.LoadAsync(store, progress, cancellation).ConfigureAwait(false), PixelNormalisation.Mnist),
            FashionMnist => Images(await FashionMnistDataset.LoadAsync(store, progress, cancellation).ConfigureAwait(false), normalisation: null),
            Cifar10 => Images(
                await Cifar10Dataset.LoadAsync(store, trainingBatches: 1, progress, cancellation).ConfigureAwait(false), PixelNormalisation.Cifar10),
            Stsb => await SentencesAsync(store, progress, cancellation).ConfigureAwait(false),
            Digits => EmbeddedDigits(),
            _ => throw Unknown(name),
        };

    private static ArgumentException Unknown(string name) =>
        new($"There is no environment '{name}'. There are: {string.Join(", ", Names)}.", nameof(name));

    private static ControlledEnvironment Images(ImageDataset images, PixelNormalisation? normalisation)
    {
        normalisation ??= PixelNormalisation.Of(images.Train);
        return new ControlledEnvironment(images.Name, normalisation.Apply(images.Train), normalisation.Apply(images.Test!));
    }

    private static ControlledEnvironment EmbeddedDigits()
    {
        var digits = DigitsDataset.Load();
        using var all = PixelNormalisation.Of(digits).Apply(digits);
        using var split = new RandomStreams(0).Open("digits split");
        int[] training = StratifiedSample.Choose(all.Labels, DigitsForTraining, split);
        return new ControlledEnvironment(Digits, all.Select(training), all.Select([.. Enumerable.Range(0, all.Count).Except(training)]));
    }

    private static async Task<ControlledEnvironment> SentencesAsync(
        DataStore store, IProgress<DataProgress>? progress, CancellationToken cancellation)
    {
        var (train, validation) = await StsbDataset.LoadAsync(store, progress, cancellation).ConfigureAwait(false);
        var vocabulary = store.Find(BertVocabulary).File("vocab.txt.gz");
        var tokenizer = BertTokenizer.Read(await store.ReadAsync(vocabulary, progress, cancellation).ConfigureAwait(false));
        return new ControlledEnvironment(
            Stsb, SentencePairInputs.Encode(train, tokenizer), SentencePairInputs.Encode(validation, tokenizer));
    }
}
