using VanishingGradients.Data;

namespace VanishingGradients.Experiments;

/// <summary>The data of a controlled experiment, ready to be fed to a policy.</summary>
/// <param name="name">Which one, as in <see cref="ControlledEnvironments.Names"/>.</param>
/// <param name="train">Normalised or encoded inputs to choose training inputs from. They belong to this object from now on.</param>
/// <param name="test">Inputs to choose test inputs from. They belong to this object from now on.</param>
public sealed class ControlledEnvironment(string name, LabelledInputs train, LabelledInputs test) : IDisposable
{
    /// <summary>Which one, as in <see cref="ControlledEnvironments.Names"/>.</summary>
    public string Name { get; } = name;

    /// <summary>Inputs to choose training inputs from.</summary>
    public LabelledInputs Train { get; } = train;

    /// <summary>Inputs to choose test inputs from.</summary>
    public LabelledInputs Test { get; } = test;

    /// <inheritdoc />
    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
    }
}
