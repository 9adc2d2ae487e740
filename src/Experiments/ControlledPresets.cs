using VanishingGradients.Data;
using VanishingGradients.Finetuning;
using VanishingGradients.Models;

namespace VanishingGradients.Experiments;

/// <summary>Options of the controlled experiments beside MNIST's.</summary>
/// <remarks>
/// Paper scale has the values of the official plans. The smaller scales are the kit's own choice: fewer inputs in smaller batches, and a
/// larger learning rate in pretraining, so that a policy this large gets there in the few steps that two cores allow. Finetuning keeps the
/// official learning rate: a larger one moves the inputs of small reward std along with the others. The group passes leave running
/// statistics alone and run only in logged epochs.
/// </remarks>
public static class ControlledPresets
{
    private const int DigitsForTesting = 797;

    /// <summary>The experiment of MNIST on the embedded digits. Not in the paper.</summary>
    /// <param name="scale">As <see cref="ControlledOptions.Mnist"/>, with the 797 test inputs there are.</param>
    public static ControlledOptions Digits(Scale scale)
    {
        var options = ControlledOptions.Mnist(scale);
        return options with { Task = options.Task with { TestInputs = Math.Min(options.Task.TestInputs, DigitsForTesting) } };
    }

    /// <summary>CIFAR-10 with ResNet18.</summary>
    /// <param name="scale">Paper: 10,000 inputs, otherwise as MNIST (official plan). Course: 256 inputs. Smoke: 40 inputs.</param>
    public static ControlledOptions Cifar10(Scale scale) => scale switch
    {
        Scale.Paper => new ControlledOptions
        {
            Task = new ControlledTaskOptions { TrainInputs = 10_000 },
            Policy = new ResNet18Options(),
        },
        Scale.Course => Small(new ResNet18Options(), labelsPerClass: 5, inputs: 256, batch: 64, learningRate: 1e-3, pretraining: 30, finetuning: 12),
        _ => Small(new ResNet18Options(), labelsPerClass: 5, inputs: 40, batch: 20, learningRate: 1e-3, pretraining: 4, finetuning: 3),
    };

    /// <summary>STS-B with BERT-mini.</summary>
    /// <param name="scale">Paper: all 5,749 training pairs, 1,500 validation pairs, label sets of 3, otherwise as MNIST (official plan).
    /// Course: 256 pairs. Smoke: 40 pairs.</param>
    public static ControlledOptions Stsb(Scale scale) => scale switch
    {
        Scale.Paper => new ControlledOptions
        {
            Task = new ControlledTaskOptions { TrainInputs = 5749, TestInputs = 1500, LabelsPerClass = 3 },
            Policy = new BertMiniOptions(),
        },
        Scale.Course => Small(new BertMiniOptions(), labelsPerClass: 3, inputs: 256, batch: 64, learningRate: 5e-4, pretraining: 20, finetuning: 12),
        _ => Small(new BertMiniOptions(), labelsPerClass: 3, inputs: 40, batch: 20, learningRate: 5e-4, pretraining: 3, finetuning: 2),
    };

    /// <summary>CIFAR-10 or STS-B as far as an hour on two cores goes with three seeds each: pretraining long enough that labels it left out are
    /// hardly ever drawn, then finetuning in as many steps as that leaves.</summary>
    /// <param name="environment"><see cref="ControlledEnvironments.Cifar10"/>, 640 inputs, or <see cref="ControlledEnvironments.Stsb"/>, 400
    /// pairs; 60 epochs of pretraining and 25 of finetuning in batches of 64.</param>
    /// <exception cref="ArgumentException">Another environment: its course scale has no need of this.</exception>
    public static ControlledOptions LongCourse(string environment) => environment switch
    {
        ControlledEnvironments.Cifar10 =>
            Small(new ResNet18Options(), labelsPerClass: 5, inputs: 640, batch: 64, learningRate: 1e-3, pretraining: 60, finetuning: 25),
        ControlledEnvironments.Stsb =>
            Small(new BertMiniOptions(), labelsPerClass: 3, inputs: 400, batch: 64, learningRate: 5e-4, pretraining: 60, finetuning: 25),
        _ => throw new ArgumentException($"'{environment}' has no long course scale; '{ControlledEnvironments.Cifar10}' and '{ControlledEnvironments.Stsb}' have.", nameof(environment)),
    };

    private static ControlledOptions Small(
        PolicyOptions policy, int labelsPerClass, int inputs, int batch, double learningRate, int pretraining, int finetuning)
    {
        var training = new TrainerOptions
        {
            Epochs = pretraining,
            BatchSize = batch,
            Optimizer = new AdamOptions(learningRate),
            LogEvery = 5,
            GroupPassesKeepStatistics = true,
        };
        return new ControlledOptions
        {
            Task = new ControlledTaskOptions { TrainInputs = inputs, TestInputs = inputs, LabelsPerClass = labelsPerClass },
            Policy = policy,
            Pretraining = training,
            Finetuning = training with { Epochs = finetuning, Optimizer = new AdamOptions(1e-4), LogEvery = 2 },
        };
    }
}
