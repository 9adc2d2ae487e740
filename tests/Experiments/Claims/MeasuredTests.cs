using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Claims;

public sealed class MeasuredTests
{
    private static readonly RunEnvironment First = new(new DateTime(2026, 3, 1, 23, 0, 0, DateTimeKind.Utc), "0.1.0", "aaaaaaaaa", "2.8", "10", "Linux", "one", 1)
    {
        Cores = 2,
        MemoryGiB = 16,
    };

    [Fact]
    public void Of_oneMachine_tellsCoresMemoryAndTheLastDay()
    {
        var measured = Measure(First, First with { Started = First.Started.AddHours(2) });
        Assert.Equal("one, 2 cores, 16 GiB, 1 thread", measured.Hardware);
        Assert.Equal(("0.1.0", "aaaaaaaaa", new DateOnly(2026, 3, 2)), (measured.Kit, measured.Commit, measured.Date));
    }

    [Fact]
    public void Of_severalMachinesAndCommits_tellsAll()
    {
        var other = First with { Cpu = "other", Threads = 4, Cores = null, MemoryGiB = null, Commit = "bbbbbbbbb" };
        var measured = Measure(First, other, First with { Commit = null });
        Assert.Equal("one, 2 cores, 16 GiB, 1 thread; other, 4 threads", measured.Hardware);
        Assert.Equal("aaaaaaaaa, bbbbbbbbb", measured.Commit);
        Assert.Null(Measure(First with { Commit = null }).Commit);
    }

    [Fact]
    public void Current_environment_notesCoresAndMemory()
    {
        var here = RunEnvironment.Current();
        Assert.InRange(here.Cores!.Value, 1, Environment.ProcessorCount);
        Assert.InRange(here.MemoryGiB!.Value, 1, 1 << 20);
    }

    private static Measured Measure(params RunEnvironment[] starts) =>
        Measured.Of(Scale.Course, isMeaningful: true, HandMade.Of(Scale.Course).Values, 1, 1, starts);
}
