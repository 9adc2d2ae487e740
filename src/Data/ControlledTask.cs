using VanishingGradients.Torch;

namespace VanishingGradients.Data;

/// <summary>The paper's controlled task (section 4.2): inputs whose reward std is large or small by construction.</summary>
/// <remarks>
/// Pretraining teaches every class a set of m labels, so the policy spreads over them. Finetuning asks for one label: for most inputs the
/// true one, which lies in the set (large reward std); for the relabelled inputs one outside it, which the pretrained policy hardly ever
/// gives (small reward std).
/// </remarks>
public sealed class ControlledTask : IDisposable
{
    /// <summary>Puts together a task whose random choices were made elsewhere, for example to replay a run.</summary>
    /// <param name="train">Training inputs with their true labels.</param>
    /// <param name="test">Test inputs.</param>
    /// <param name="labelSets">For every class the labels that pretraining teaches.</param>
    /// <param name="labels">The label that finetuning asks for, per training input.</param>
    public ControlledTask(LabelledInputs train, LabelledInputs test, int[][] labelSets, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(labelSets);
        ArgumentNullException.ThrowIfNull(labels);
        if (labelSets.Length != train.Classes || labels.Count != train.Count)
        {
            throw new ArgumentException($"{labelSets.Length} label sets and {labels.Count} labels given for {train.Classes} classes and {train.Count} training inputs.");
        }

        (Train, Test, Sets, Labels) = (train, test, labelSets, [.. labels]);
        IsRelabelled = [.. labels.Select((label, i) => label != train.Labels[i])];
    }

    /// <summary>Training inputs with their true labels.</summary>
    public LabelledInputs Train { get; }

    /// <summary>Test inputs with their true labels.</summary>
    public LabelledInputs Test { get; }

    /// <summary>For every class the labels that pretraining teaches.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Sets { get; }

    /// <summary>The label that finetuning asks for, per training input.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>Whether a training input was relabelled: the small reward-std group.</summary>
    public IReadOnlyList<bool> IsRelabelled { get; }

    /// <summary>Draws a task. The data and label streams of <paramref name="streams"/> are used.</summary>
    /// <param name="train">Inputs to choose the training inputs from.</param>
    /// <param name="test">Inputs to choose the test inputs from.</param>
    /// <param name="options">Sizes and shares.</param>
    /// <param name="streams">The run's random streams.</param>
    /// <exception cref="ArgumentException">There are fewer inputs than asked for, or no label lies outside a label set.</exception>
    public static ControlledTask Draw(LabelledInputs train, LabelledInputs test, ControlledTaskOptions options, RandomStreams streams)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(streams);
        RequireEnough(train, options.TrainInputs, nameof(options.TrainInputs));
        RequireEnough(test, options.TestInputs, nameof(options.TestInputs));
        if (options.LabelsPerClass >= train.Classes)
        {
            throw new ArgumentException(
                $"{nameof(options.LabelsPerClass)} is {options.LabelsPerClass}, but with {train.Classes} classes it must be at most {train.Classes - 1}: a relabelled input needs a label outside its set.",
                nameof(options));
        }

        using var data = streams.Open(RandomStreams.Data);
        using var labelling = streams.Open(RandomStreams.Labels);
        var chosenTrain = train.Select(StratifiedSample.Choose(train.Labels, options.TrainInputs, data));
        var chosenTest = test.Select(StratifiedSample.Choose(test.Labels, options.TestInputs, data));
        var sets = LabelSets.Draw(train.Classes, options.LabelsPerClass, labelling);

        var labels = chosenTrain.Labels.ToArray();
        foreach (var input in RandomOrder.Of(labels.Length, labelling).Take((int)(options.RelabelledShare * labels.Length)))
        {
            labels[input] = RandomOrder.Of(train.Classes, labelling).First(label => !sets[chosenTrain.Labels[input]].Contains(label));
        }

        return new ControlledTask(chosenTrain, chosenTest, sets, labels);
    }

    /// <summary>Training inputs for pretraining: the targets are uniform over the label set of the input's class.</summary>
    public EnumerableInputs ForPretraining() => Spread(Train);

    /// <summary>Test inputs for pretraining, with the same label sets.</summary>
    public EnumerableInputs TestForPretraining() => Spread(Test);

    /// <summary>Training inputs for finetuning: the target is the label asked for, the relabelled inputs are the small reward-std
    /// group.</summary>
    /// <param name="reward">r(input, output), the input counted from 0.</param>
    public EnumerableInputs ForFinetuning(Func<int, int, double> reward) => new(
        Train.Inputs.alias(), Table(Train, reward), Table(Train, (i, output) => output == Labels[i] ? 1 : 0), IsRelabelled);

    /// <summary>Test inputs for finetuning: true labels, reward 1 for the label and −1 for the others.</summary>
    public EnumerableInputs TestForFinetuning() => new(
        Test.Inputs.alias(), Table(Test, (i, output) => output == Test.Labels[i] ? 1 : -1), Table(Test, (i, output) => output == Test.Labels[i] ? 1 : 0));

    /// <inheritdoc />
    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
    }

    private EnumerableInputs Spread(LabelledInputs inputs) => new(
        inputs.Inputs.alias(),
        Table(inputs, (i, output) => output == inputs.Labels[i] ? 1 : -1),
        Table(inputs, (i, output) => Sets[inputs.Labels[i]].Contains(output) ? 1.0 / Sets[inputs.Labels[i]].Count : 0));

    private static double[,] Table(LabelledInputs inputs, Func<int, int, double> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var table = new double[inputs.Count, inputs.Classes];
        for (var i = 0; i < inputs.Count; i++)
        {
            for (var output = 0; output < inputs.Classes; output++)
            {
                table[i, output] = value(i, output);
            }
        }

        return table;
    }

    private static void RequireEnough(LabelledInputs inputs, int count, string option)
    {
        if (inputs.Count < count)
        {
            throw new ArgumentException($"{option} is {count}, but '{inputs.Name}' has only {inputs.Count} inputs.");
        }
    }
}
