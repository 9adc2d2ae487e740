namespace VanishingGradients.Experiments.Runs;

/// <summary>Another process, or another part of this one, executes the run of a folder.</summary>
public sealed class RunInUseException : IOException
{
    internal RunInUseException(string folder, Exception inner)
        : base($"The run in '{folder}' is being executed already. Wait until it ends, or choose another folder.", inner)
    {
    }
}
