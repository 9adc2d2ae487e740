namespace VanishingGradients.Host.Execution;

/// <summary>How notebooks are run.</summary>
internal sealed record RunOptions
{
    /// <summary>Environment variables the notebook sees on top of the host's own. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The longest a cell may run. Default: no limit.</summary>
    public TimeSpan Timeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>How long a cell may go on after it was asked to stop. Default: 5 seconds.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);
}
