using VanishingGradients.Data;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments.Studies;

/// <summary>Where the runs of a study begin, at each scale.</summary>
public static class StudyStart
{
    private const int CourseInputs = 500;

    private static readonly string[] SmallImages = [ControlledEnvironments.Mnist, ControlledEnvironments.FashionMnist, ControlledEnvironments.Digits];

    /// <summary>An environment, its task and the pretraining. Seed and stages are left to the study.</summary>
    /// <param name="environment">One of <see cref="ControlledEnvironments.Names"/>.</param>
    /// <param name="scale">As <see cref="ControlledEnvironments.Options"/>, but for the small images at course scale: 500 inputs, so that one step
    /// of the published batch size is an epoch, and 300 steps of pretraining with ten times the published learning rate.</param>
    public static RunOptions For(string environment, Scale scale) => new()
    {
        Environment = environment,
        Setting = scale == Scale.Course && SmallImages.Contains(environment)
            ? new ControlledOptions
            {
                Task = new ControlledTaskOptions { TrainInputs = CourseInputs, TestInputs = CourseInputs },
                Pretraining = new TrainerOptions { Epochs = 300, LogEvery = 10, Optimizer = new AdamOptions(1e-3) },
            }
            : ControlledEnvironments.Options(environment, scale),
    };

    /// <summary>Run seeds at a scale.</summary>
    /// <param name="scale">Paper: 5. Course: 3. Smoke: 1.</param>
    public static IReadOnlyList<long> Seeds(Scale scale) =>
        scale switch { Scale.Paper => [1, 2, 3, 4, 5], Scale.Course => [1, 2, 3], _ => [1] };

    /// <summary>The first environment of a scale: MNIST, but for smoke the digits that travel with the kit.</summary>
    /// <param name="scale">The scale.</param>
    public static string Environment(Scale scale) => scale == Scale.Smoke ? DigitsDataset.Id : MnistDataset.Id;

    /// <summary>How RFT is trained by default.</summary>
    /// <param name="environment">Name of the data.</param>
    /// <param name="scale">As <see cref="ControlledEnvironments.Options"/>, but for the small images at course scale: 200 epochs of Adam with
    /// ten times the published learning rate.</param>
    public static TrainerOptions Finetuning(string environment, Scale scale) => scale == Scale.Course && SmallImages.Contains(environment)
        ? new TrainerOptions { Epochs = 200, LogEvery = 5, Optimizer = new AdamOptions(1e-3) }
        : ControlledEnvironments.Options(environment, scale).Finetuning;

    /// <summary>Plain gradient descent in the place of the Adam of <see cref="Finetuning"/>.</summary>
    /// <param name="environment">Name of the data.</param>
    /// <param name="scale">As <see cref="ControlledEnvironments.GradientDescent"/>, but for the small images below paper scale ten times the
    /// learning rate, as for Adam.</param>
    public static SgdOptions GradientDescent(string environment, Scale scale)
    {
        var official = ControlledEnvironments.GradientDescent(environment);
        return scale != Scale.Paper && SmallImages.Contains(environment)
            ? official with { LearningRate = 10 * official.LearningRate }
            : official;
    }

    /// <summary>Epochs of full SFT before RFT. For the small images at course scale they are measured: with RFT after them both groups end with a
    /// reward of about 1.</summary>
    /// <param name="environment">Name of the data.</param>
    /// <param name="scale">Paper: 1000 of the published 5000. Course: 100 for MNIST, 300 for the other small images. Otherwise as many as
    /// RFT has.</param>
    public static int SftEpochs(string environment, Scale scale) => scale switch
    {
        Scale.Paper => 1000,
        Scale.Course when environment == ControlledEnvironments.Mnist => 100,
        Scale.Course when SmallImages.Contains(environment) => 300,
        _ => Finetuning(environment, scale).Epochs,
    };
}
