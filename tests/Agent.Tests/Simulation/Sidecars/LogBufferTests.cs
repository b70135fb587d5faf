using Windsock.Agent.Simulation.Sidecars;
using Windsock.FlowCollector.IstioAccessLog.Protos;

namespace Windsock.Agent.Tests.Simulation.Sidecars;

public sealed class LogBufferTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Entries_wait_for_the_next_second_of_the_worker()
    {
        var buffer = new LogBuffer(TimeSpan.FromSeconds(0.3));

        Assert.Null(buffer.Add(7, Entry(10)));
        Assert.Null(buffer.Advance(TimeSpan.FromSeconds(1.29)));
        Assert.Equal([7], buffer.Advance(TimeSpan.FromSeconds(1.3))!.Positions);
        Assert.Null(buffer.Advance(TimeSpan.FromSeconds(2.4)));
    }

    [Fact]
    public void Sixteen_kilobytes_do_not_wait()
    {
        var buffer = new LogBuffer(TimeSpan.Zero);
        var (position, sent) = (0L, (LogBatch?)null);
        while (sent is null)
        {
            sent = buffer.Add(position++, Entry(1_000));
        }

        Assert.Equal(Enumerable.Range(0, (int)position).Select(one => (long)one), sent.Positions);
        var bytes = sent.Entries.Sum(entry => entry.CalculateSize());
        Assert.InRange(bytes, LogBuffer.FlushBytes, LogBuffer.FlushBytes + 1_100);
        Assert.Null(buffer.Take());
    }

    [Fact]
    public void A_clock_that_jumps_flushes_once_and_keeps_its_beat()
    {
        var buffer = new LogBuffer(TimeSpan.Zero);
        buffer.Add(0, Entry(10));

        Assert.NotNull(buffer.Advance(10.5 * Second));
        buffer.Add(1, Entry(10));
        Assert.Null(buffer.Advance(10.9 * Second));
        Assert.NotNull(buffer.Advance(11 * Second));
    }

    private static HTTPAccessLogEntry Entry(int pathLength) => new() { Request = new HTTPRequestProperties { Path = new string('p', pathLength) } };
}
