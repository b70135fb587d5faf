using System.Globalization;
using Windsock.Pipeline.Outbox;
using Windsock.Pipeline.Sinks;
using Windsock.Pipeline.Tests.Calls;
using Windsock.Pipeline.Tests.Storage;
using Windsock.Testing;

namespace Windsock.Pipeline.Tests.Outbox;

public class OutboxLedgerTests
{
    private const int Choosy = 2;

    private static readonly string[] Sinks = ["well", "moody", "choosy", "down"];

    /// <summary>Offers from several threads, sinks that fail in every way, too little room, a disk that comes and goes, and a stop in
    /// the middle of it: everything that was offered is somewhere.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_books_balance_under_faults(bool hasDirectory)
    {
        var folder = hasDirectory ? new MemoryFolder() : null;
        var time = new ManualTime();
        var calls = 0;
        var sinks = new[]
        {
            new ScriptedNotes("well"),
            new ScriptedNotes("moody", _ => Interlocked.Increment(ref calls) % 3 == 0 ? Delivery.Retryable("busy") : calls % 7 == 0 ? throw new IOException("broken") : Delivery.Delivered),
            new ScriptedNotes("choosy", note => note.IsResolved ? Delivery.Rejected("no such thing") : Delivery.Delivered),
            new ScriptedNotes("down", _ => Delivery.Retryable("down")),
        };
        await using var outbox = new RunningOutbox(folder, time, new OutboxOptions { MaxMessages = 200, CircuitFailures = 50 }, null, sinks);

        // All of the many that follow may be pushed out or cut off before the sink has seen one that it rejects.
        outbox.Outbox.Offer(new Note("first", IsResolved: true));
        await outbox.SeeAsync(ledger => ledger.Ended(AckOutcome.Rejected).Value > 0, "a message that was rejected", Choosy);
        var offering = Enumerable.Range(0, 3).Select(thread => Task.Run(async () =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                outbox.Outbox.Offer(new Note($"{thread}-{i - (i % 50 == 0 ? 1 : 0)}", Order: (i % 11).ToString(CultureInfo.InvariantCulture), IsResolved: i % 4 == 0));
                if (i % 100 == 0)
                {
                    time.Advance(TimeSpan.FromSeconds(1));
                    await Task.Yield();
                }

                if (folder is not null && thread == 0)
                {
                    folder.GoodOperations = i % 500 == 250 ? 3 : i % 500 == 400 ? null : folder.GoodOperations;
                }
            }
        })).ToList();
        await Task.WhenAll(offering);
        if (folder is not null)
        {
            folder.GoodOperations = null;
            await Eventually.HoldsAsync(() => Task.FromResult(Tick(time) && outbox.Outbox.Keeper.IsDurable), TimeSpan.FromSeconds(30), "a disk that is well");
        }

        await (hasDirectory ? outbox.StopAsync() : outbox.AbortAsync());

        var series = new SeriesCollector();
        outbox.Outbox.Metrics.Collect(series);
        foreach (var sink in Sinks)
        {
            var refused = Sum("outbox_refused_total", sink, "queue_full", "no_room", "too_large", "duplicate", "unencodable", "shutdown");
            var ended = Sum("alert_deliveries_total", sink, "delivered", "rejected", "too_old", "kept");
            var dropped = Sum("outbox_dropped_total", sink, "evicted_resolved", "evicted", "duplicate", "sink_gone", "shutdown");
            Assert.Equal(6_001, series[$"outbox_accepted_total {sink}"] + refused);
            Assert.Equal(series[$"outbox_accepted_total {sink}"], ended + dropped);
            Assert.Equal(0, series[$"alert_deliveries_waiting {sink}"]);
        }

        Assert.Equal(series["alert_deliveries_total well delivered"], sinks[0].Taken.Count);
        Assert.True(series["outbox_dropped_total down evicted_resolved"] > 0);
        Assert.True(series["alert_deliveries_total choosy rejected"] > 0);
        Assert.Equal(hasDirectory, series["alert_deliveries_total down kept"] > 0);

        double Sum(string family, string sink, params string[] values) => values.Sum(value => series[$"{family} {sink} {value}"]);
    }

    private static bool Tick(ManualTime time)
    {
        time.Advance(TimeSpan.FromSeconds(30));
        return true;
    }
}
