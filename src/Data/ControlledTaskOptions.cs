namespace VanishingGradients.Data;

/// <summary>How a controlled task is made (paper, section 4.2). Defaults are those of the paper's MNIST plan.</summary>
public sealed record ControlledTaskOptions
{
    /// <summary>Training inputs, chosen with every class in proportion. <value>1000 (official plan).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int TrainInputs { get; init => field = OptionCheck.AtLeastOne(value, nameof(TrainInputs)); } = 1000;

    /// <summary>Test inputs, chosen likewise. <value>1000 (official plan).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int TestInputs { get; init => field = OptionCheck.AtLeastOne(value, nameof(TestInputs)); } = 1000;

    /// <summary>Labels m that pretraining teaches for every class: the true one and m − 1 others. <value>5 (official
    /// plan).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int LabelsPerClass { get; init => field = OptionCheck.AtLeastOne(value, nameof(LabelsPerClass)); } = 5;

    /// <summary>Share of training inputs whose label changes to one outside their label set. <value>0.1 (official plan).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 0 to 1.</exception>
    public double RelabelledShare
    {
        get;
        init => field = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(RelabelledShare), value, "The share of relabelled inputs must be from 0 to 1.");
    } = 0.1;
}
