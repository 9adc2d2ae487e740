namespace VanishingGradients.Notebook;

public sealed class ConsoleProgressTests
{
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly SteppedClock _clock = new();

    [Fact]
    public void Report_within_a_fifth_of_a_second_writes_once()
    {
        using var progress = new ConsoleProgress("census", 100, _output, _clock);
        _clock.Advance(1);
        progress.Report(1);
        _clock.Advance(0.1);
        progress.Report(2);
        Assert.Equal(1, _output.ToString().Count(letter => letter == '\r'));
    }

    [Fact]
    public void Report_halfway_tells_rate_time_left_and_status()
    {
        using var progress = new ConsoleProgress("census", 100, _output, _clock);
        _clock.Advance(10);
        progress.Report(50, "reward 0.5");
        Assert.Equal("\rcensus  50/100 (50%)  5/s  left 0:10  reward 0.5", _output.ToString());
    }

    [Fact]
    public void Report_all_done_ends_the_line_once()
    {
        var progress = new ConsoleProgress("census", 100, _output, _clock);
        _clock.Advance(20);
        progress.Report(100);
        progress.Report(100);
        progress.Dispose();
        Assert.Equal("\rcensus  100/100 (100%)  5/s  took 0:20\n", _output.ToString());
    }

    [Fact]
    public void Report_shorter_line_covers_the_longer_one()
    {
        var progress = new ConsoleProgress("census", null, _output, _clock);
        _clock.Advance(1);
        progress.Report(1, "a long status");
        _clock.Advance(1);
        progress.Report(2, "short");
        var lines = _output.ToString().Split('\r');
        Assert.Equal(lines[1].Length, lines[2].Length);
    }

    private sealed class SteppedClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(double seconds) => _ticks += (long)(seconds * TimeSpan.TicksPerSecond);
    }
}
