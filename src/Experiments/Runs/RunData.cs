using VanishingGradients.Data;

namespace VanishingGradients.Experiments.Runs;

/// <summary>The data of a run by name.</summary>
internal static class RunData
{
    /// <summary>The experiment of a run, its policy not yet pretrained. The caller disposes it.</summary>
    /// <exception cref="ArgumentException">There is no such environment.</exception>
    /// <exception cref="DataUnavailableException">Its data cannot be had.</exception>
    internal static ControlledExperiment Open(RunOptions options, CancellationToken cancellation) => ControlledExperiment.OnImages(
        options.Environment switch
        {
            DigitsDataset.Id => new ImageDataset(DigitsDataset.Id, DigitsDataset.Load(), Test: null),
            MnistDataset.Id => MnistDataset.LoadAsync(DataStore.FromEnvironment(Console.Error.WriteLine), cancellation: cancellation).GetAwaiter().GetResult(),
            _ => throw new ArgumentException(
                $"{nameof(RunOptions.Environment)} is '{options.Environment}'; it must be {DigitsDataset.Id} or {MnistDataset.Id}."),
        },
        options.Setting);
}
