namespace VanishingGradients.Experiments.Sweeps;

public sealed class SlurmOptionsTests
{
    public static TheoryData<string, Func<SlurmOptions>> NotAllowed => new()
    {
        { nameof(SlurmOptions.TimeLimit), () => new SlurmOptions { TimeLimit = TimeSpan.Zero } },
        { nameof(SlurmOptions.Notice), () => new SlurmOptions { Notice = TimeSpan.Zero } },
        { nameof(SlurmOptions.Notice), () => new SlurmOptions { Notice = TimeSpan.FromHours(19) } },
        { nameof(SlurmOptions.MemoryMiB), () => new SlurmOptions { MemoryMiB = -1 } },
        { nameof(SlurmOptions.Throttle), () => new SlurmOptions { Throttle = 0 } },
        { nameof(SlurmOptions.Cpus), () => new SlurmOptions { Cpus = 0 } },
    };

    [Theory]
    [MemberData(nameof(NotAllowed), DisableDiscoveryEnumeration = true)]
    public void SlurmOptions_valueNotAllowed_namesPropertyAndRange(string property, Func<SlurmOptions> create)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(create);
        Assert.Equal(property, error.ParamName);
        Assert.StartsWith($"{property} must be ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void SlurmLauncher_timeLimitNotLongerThanTheNotice_namesBoth(int minutes)
    {
        var options = new SlurmOptions { TimeLimit = TimeSpan.FromMinutes(minutes) };

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new SlurmLauncher(options, new RunProgram("sh", [])));

        Assert.Contains("TimeLimit must be longer than Notice, which is 00:02:00", error.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(minutes), error.ActualValue);
        Assert.NotNull(new SlurmLauncher(options with { Notice = TimeSpan.FromSeconds(30) }, new RunProgram("sh", [])));
    }
}
