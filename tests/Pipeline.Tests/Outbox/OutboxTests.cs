using System.Globalization;
using System.Text;
using Windsock.Pipeline.Outbox;
using Windsock.Pipeline.Sinks;
using Windsock.Pipeline.Tests.Calls;
using Windsock.Pipeline.Tests.Storage;
using Windsock.Testing;

namespace Windsock.Pipeline.Tests.Outbox;

public class OutboxTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Every_sink_gets_every_message_it_wants_in_order()
    {
        var (first, second) = (new ScriptedNotes("first"), new ScriptedNotes("second"));
        await using var outbox = new RunningOutbox(new MemoryFolder(), null, null, null, first, second);
        outbox.Outbox.Offer(new Note("a"));
        outbox.Outbox.Offer(new Note("b", Text: "not second"));
        outbox.Outbox.Offer(new Note("c"));

        await outbox.StopAsync();

        Assert.Equal(["a", "b", "c"], first.Taken);
        Assert.Equal(["a", "c"], second.Taken);
        Assert.Equal((3, 2), (outbox.Ledger(0).Ended(AckOutcome.Delivered).Value, outbox.Ledger(1).Ended(AckOutcome.Delivered).Value));
    }

    [Fact]
    public async Task A_message_is_on_the_disk_before_a_sink_has_it()
    {
        var folder = new MemoryFolder();
        var seen = "";
        var sink = new ScriptedNotes("only", _ =>
        {
            seen = Encoding.UTF8.GetString(folder.FileNames.Where(name => name.StartsWith("outbox-", StringComparison.Ordinal)).SelectMany(name => folder.Read(name, 1 << 20)!).ToArray());
            return Delivery.Delivered;
        });
        await using var outbox = new RunningOutbox(folder, null, null, null, sink);
        outbox.Outbox.Offer(new Note("a", Text: "what it says"));

        await outbox.StopAsync();

        Assert.Contains("what it says", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_sink_did_not_take_before_the_end_is_delivered_after_the_next_start()
    {
        var folder = new MemoryFolder();
        var sink = new ScriptedNotes("only", _ => Delivery.Retryable("down"));
        await using (var outbox = new RunningOutbox(folder, null, null, null, sink))
        {
            foreach (var key in new[] { "a", "b", "c" })
            {
                outbox.Outbox.Offer(new Note(key));
            }

            await outbox.StopAsync();
            Assert.Equal((3, 3), (outbox.Ledger().Accepted.Value, outbox.Ledger().Kept.Value));
        }

        sink.Answer = _ => Delivery.Delivered;
        await using var after = new RunningOutbox(folder, null, null, null, sink);
        await after.SettledAsync(3);
        await after.StopAsync();

        Assert.Equal(["a", "b", "c"], sink.Taken);
        Assert.Equal((3, 0, 3), (after.Ledger().Restored.Value, after.Ledger().Accepted.Value, after.Ledger().Ended(AckOutcome.Delivered).Value));
    }

    [Fact]
    public async Task What_only_one_sink_took_goes_only_to_the_other_after_a_restart()
    {
        var folder = new MemoryFolder();
        var (well, ill) = (new ScriptedNotes("well"), new ScriptedNotes("ill", _ => Delivery.Retryable("down")));
        await using (var outbox = new RunningOutbox(folder, null, null, null, well, ill))
        {
            outbox.Outbox.Offer(new Note("a"));
            await outbox.SeeAsync(ledger => ledger.Ended(AckOutcome.Delivered).Value == 1, "delivery to the well one");
            await outbox.StopAsync();
        }

        ill.Answer = _ => Delivery.Delivered;
        await using var after = new RunningOutbox(folder, null, null, null, ill, well);
        await after.SettledAsync(1);
        await after.StopAsync();

        Assert.Equal(["a"], well.Attempts);
        Assert.Equal(["a"], ill.Taken);
    }

    [Fact]
    public async Task A_message_for_a_sink_that_is_not_there_any_more_is_dropped_and_counted()
    {
        var folder = new MemoryFolder();
        await using (var outbox = new RunningOutbox(folder, null, null, null, new ScriptedNotes("old", _ => Delivery.Retryable("down"))))
        {
            outbox.Outbox.Offer(new Note("a"));
            await outbox.StopAsync();
        }

        for (var start = 1; start >= 0; start--)
        {
            await using var after = new RunningOutbox(folder, null, null, null, new ScriptedNotes("new"));
            await after.StopAsync();

            // Once: then it is off the disk.
            Assert.Equal(start, after.Outbox.Counts.Other.Dropped(DroppedReason.SinkGone).Value);
        }
    }

    [Fact]
    public async Task A_rejected_message_is_a_dead_letter_without_secrets_and_the_others_go_on()
    {
        using var temp = new TempFolder();
        var time = new ManualTime();
        var sink = new ScriptedNotes("hooks", note => note.Key == "bad" ? Delivery.Rejected("POST https://user:pw@hooks.example.com/T0/s3cret?token=x answered 400: no\nsuch") : Delivery.Delivered);
        await using var outbox = new RunningOutbox(new Pipeline.Storage.DiskFolder(temp.Path), time, null, null, sink);
        outbox.Outbox.Offer(new Note("bad", Text: "two\nlines"));
        outbox.Outbox.Offer(new Note("good"));

        await outbox.StopAsync();

        Assert.Equal(["good"], sink.Taken);
        Assert.Equal((1, 1), (outbox.Ledger().Ended(AckOutcome.Rejected).Value, outbox.Ledger().Ended(AckOutcome.Delivered).Value));
        Assert.Equal(
            """{"time":"2026-03-01T12:00:00+00:00","sink":"hooks","key":"bad","reason":"rejected","why":"POST https://hooks.example.com/... answered 400: no\nsuch","payload":{"Key":"bad","Order":"","IsResolved":false,"Text":"two\nlines"}}""",
            Assert.Single(await File.ReadAllLinesAsync(Path.Join(temp.Path, DeadLetters.FileName), TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_any_more_is_rejected_and_one_that_cannot_be_written_refused()
    {
        var log = new LineLog();
        var sink = new ScriptedNotes("only");
        await using var outbox = new RunningOutbox(new MemoryFolder(), null, null, log, sink);
        outbox.Outbox.Offer(new Note("unreadable", Text: "cannot be decoded"));
        outbox.Outbox.Offer(new Note("unwritable", Text: "cannot be encoded"));
        outbox.Outbox.Offer(new Note("huge", Text: new string('x', 9 << 20)));
        outbox.Outbox.Offer(new Note(""));
        outbox.Outbox.Offer(new Note("good"));

        await outbox.StopAsync();

        Assert.Equal(["good"], sink.Taken);
        Assert.Equal((2, 1, 2, 1), (outbox.Ledger().Accepted.Value, outbox.Ledger().Ended(AckOutcome.Rejected).Value, outbox.Ledger().Refused(RefusedReason.Unencodable).Value, outbox.Ledger().Refused(RefusedReason.TooLarge).Value));
        Assert.Contains(log.Lines, line => line.Contains("cannot be encoded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_that_fails_holds_up_those_of_its_alert_and_nobody_else()
    {
        var time = new ManualTime();
        var isDown = true;
        var sink = new ScriptedNotes("only", note => note.Order == "stuck" && Volatile.Read(ref isDown) ? Delivery.Retryable("busy") : Delivery.Delivered);
        await using var outbox = new RunningOutbox(new MemoryFolder(), time, null, null, sink);
        outbox.Outbox.Offer(new Note("stuck-1", "stuck"));
        outbox.Outbox.Offer(new Note("stuck-2", "stuck"));
        outbox.Outbox.Offer(new Note("other"));
        await outbox.SeeAsync(ledger => ledger.Ended(AckOutcome.Delivered).Value == 1, "the other one is delivered");
        Assert.Equal(["other"], sink.Taken);

        Volatile.Write(ref isDown, false);
        await time.PassWaitAsync(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        await outbox.SettledAsync(3);

        Assert.Equal(["other", "stuck-1", "stuck-2"], sink.Taken);
    }

    [Fact]
    public async Task A_receiver_that_asks_for_peace_gets_it_for_all_messages_but_not_for_more_than_a_quarter_of_an_hour()
    {
        var time = new ManualTime();
        var answers = new Queue<Delivery>([Delivery.Retryable("slow down", TimeSpan.FromHours(9)), Delivery.Delivered, Delivery.Delivered]);
        var sink = new ScriptedNotes("only", _ => answers.Dequeue());
        await using var outbox = new RunningOutbox(new MemoryFolder(), time, null, null, sink);
        outbox.Outbox.Offer(new Note("a"));
        await time.SeeWaitAsync(TimeSpan.FromMinutes(14.9), TimeSpan.FromMinutes(15), TestContext.Current.CancellationToken);
        outbox.Outbox.Offer(new Note("b"));
        await outbox.SeeAsync(ledger => ledger.Accepted.Value == 2, "the second message");
        Assert.Equal(["a"], sink.Attempts);

        await time.PassWaitAsync(TimeSpan.FromMinutes(14.9), TimeSpan.FromMinutes(15), TestContext.Current.CancellationToken);
        await outbox.SettledAsync(2);

        Assert.Equal(["a", "a", "b"], sink.Attempts);
    }

    [Fact]
    public async Task After_failures_in_a_row_a_sink_is_left_alone_and_probed_until_it_is_back()
    {
        var time = new ManualTime();
        var log = new LineLog();
        var isDown = true;
        var sink = new ScriptedNotes("only", _ => Volatile.Read(ref isDown) ? Delivery.Retryable("down") : Delivery.Delivered);
        await using var outbox = new RunningOutbox(new MemoryFolder(), time, new OutboxOptions { CircuitFailures = 3 }, log, sink);
        for (var i = 0; i < 6; i++)
        {
            outbox.Outbox.Offer(new Note(i.ToString(CultureInfo.InvariantCulture)));
        }

        await time.SeeWaitAsync(TimeSpan.FromSeconds(2.4), TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal(["0", "1", "2"], sink.Attempts);
        Assert.Equal(1, Series(outbox)["sink_circuit_open only"]);

        // One probe, with one that was not tried yet, then a longer pause.
        await time.PassWaitAsync(TimeSpan.FromSeconds(2.4), TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        await time.SeeWaitAsync(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(["0", "1", "2", "3"], sink.Attempts);

        Volatile.Write(ref isDown, false);
        await time.PassWaitAsync(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await outbox.SettledAsync(6);

        Assert.Equal(["4", "0", "1", "2", "3", "5"], sink.Taken);
        Assert.Equal(0, Series(outbox)["sink_circuit_open only"]);
        Assert.Equal(["only: down; said again only when the text changes", "only: 3 attempts in a row failed; it is left alone and probed with one message at a time, less and less often.",
            "only: delivers again.", "only: answers again, what waits for it is delivered."], log.Lines);
    }

    [Fact]
    public async Task What_cannot_be_delivered_for_a_day_is_a_dead_letter()
    {
        var time = new ManualTime();
        var folder = new MemoryFolder();
        var sink = new ScriptedNotes("only", _ => Delivery.Retryable("down"));
        await using var outbox = new RunningOutbox(folder, time, new OutboxOptions { CircuitFailures = 1 }, null, sink);
        outbox.Outbox.Offer(new Note("old"));
        await outbox.SeeAsync(_ => sink.Attempts.Count == 1, "an attempt");
        time.Advance(TimeSpan.FromHours(25));
        outbox.Outbox.Offer(new Note("young"));

        await outbox.SeeAsync(ledger => ledger.Ended(AckOutcome.TooOld).Value == 1, "the old one is given up");
        await outbox.StopAsync();

        Assert.Equal(1, outbox.Ledger().Kept.Value);
        Assert.Contains("\"key\":\"old\",\"reason\":\"too_old\"", Encoding.UTF8.GetString(folder.Read(DeadLetters.FileName, 1 << 20)!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_directory_everything_works_and_what_is_left_at_the_end_is_lost_and_said()
    {
        var log = new LineLog();
        var sink = new ScriptedNotes("only", note => note.Key == "a" ? Delivery.Delivered : Delivery.Retryable("down"));
        await using var outbox = new RunningOutbox(null, new ManualTime(), null, log, sink);
        outbox.Outbox.Offer(new Note("a"));
        outbox.Outbox.Offer(new Note("b"));
        await outbox.SeeAsync(ledger => ledger.Ended(AckOutcome.Delivered).Value == 1 && sink.Attempts.Count == 2, "attempts");
        Assert.Equal((0, 1), (Series(outbox)["outbox_messages durable"], Series(outbox)["outbox_messages in_memory"]));

        await outbox.AbortAsync();

        Assert.Equal(1, outbox.Ledger().Dropped(DroppedReason.Shutdown).Value);
        Assert.Contains("Set node.stateDirectory", log.Lines[0], StringComparison.Ordinal);
        Assert.Contains("1 messages were not delivered before the agent stopped", log.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_is_said_once_costs_durability_only_and_is_written_to_when_it_has_room_again()
    {
        var time = new ManualTime();
        var log = new LineLog();
        var folder = new MemoryFolder();
        var sink = new ScriptedNotes("only") { Gate = new TaskCompletionSource() };
        await using var outbox = new RunningOutbox(folder, time, null, log, sink);
        outbox.Outbox.Offer(new Note("a"));
        await outbox.SeeAsync(ledger => ledger.Accepted.Value == 1, "the first message");
        folder.GoodOperations = 0;
        outbox.Outbox.Offer(new Note("b"));
        outbox.Outbox.Offer(new Note("c"));
        await outbox.SeeAsync(ledger => ledger.Accepted.Value == 3, "messages in memory");
        await SeeMessagesAsync(outbox, durable: 1, inMemory: 2);

        folder.GoodOperations = null;
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(() => Task.FromResult(outbox.Outbox.Keeper.IsDurable), Patience, "a disk that is well");
        await SeeMessagesAsync(outbox, durable: 3, inMemory: 0);
        await outbox.AbortAsync();

        Assert.Equal(3, outbox.Ledger().Kept.Value);
        Assert.Equal(1, log.Lines.Count(line => line.Contains("No space left on device", StringComparison.Ordinal)));
        Assert.Contains("The outbox writes to /state again.", log.Lines);
        sink.Gate.SetResult();
        await using var after = new RunningOutbox(folder, time, null, null, sink);
        await after.SettledAsync(3);
        Assert.Equal(["a", "b", "c"], sink.Taken);
    }

    [Fact]
    public async Task Two_processes_do_not_share_an_outbox()
    {
        var log = new LineLog();
        var folder = new MemoryFolder();
        var sink = new ScriptedNotes("only");
        await using var first = new RunningOutbox(folder, null, null, null, new ScriptedNotes("only"));
        await Eventually.HoldsAsync(() => Task.FromResult(first.Outbox.Keeper.IsDurable), Patience, "an open outbox");

        await using var second = new RunningOutbox(folder, new ManualTime(), null, log, sink);
        second.Outbox.Offer(new Note("a"));
        await second.SettledAsync(1);

        Assert.Equal(["a"], sink.Taken);
        Assert.Contains("in use by another process", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_end_is_announced_nothing_is_taken_and_a_slow_sink_does_not_hold_it_up()
    {
        var time = new ManualTime();
        var sink = new ScriptedNotes("only") { Gate = new TaskCompletionSource() };
        await using var outbox = new RunningOutbox(new MemoryFolder(), time, null, null, sink);
        outbox.Outbox.Offer(new Note("a"));
        await outbox.SeeAsync(_ => sink.Attempts.Count == 1, "an attempt");
        outbox.Outbox.Complete();
        Assert.False(outbox.Outbox.Offer(new Note("late")));

        await time.PassWaitAsync(TimeSpan.FromSeconds(4.9), TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        await outbox.StopAsync();

        Assert.Equal((1, 1), (outbox.Ledger().Kept.Value, outbox.Ledger().Refused(RefusedReason.Shutdown).Value));
    }

    [Fact]
    public async Task An_attempt_without_an_end_is_over_after_its_time()
    {
        var time = new ManualTime();
        var sink = new ScriptedNotes("only") { Gate = new TaskCompletionSource() };
        await using var outbox = new RunningOutbox(new MemoryFolder(), time, null, null, sink);
        outbox.Outbox.Offer(new Note("a"));

        await time.PassWaitAsync(TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(31), TestContext.Current.CancellationToken);
        sink.Gate = null;
        await time.PassWaitAsync(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        await outbox.SettledAsync(1);

        Assert.Equal(1, outbox.Outbox.Counts.Attempts[0].Of(DeliveryOutcome.Retryable).Value);
    }

    [Fact]
    public async Task An_outbox_without_sinks_runs_and_ends()
    {
        await using var outbox = new RunningOutbox(new MemoryFolder(), null, null, null);
        outbox.Outbox.Offer(new Note("a"));

        await outbox.StopAsync();

        Assert.Throws<ArgumentException>(() => new RunningOutbox(null, null, null, null, new ScriptedNotes("same"), new ScriptedNotes("same")));
    }

    [Fact]
    public async Task All_series_are_there_from_the_start()
    {
        await using var outbox = new RunningOutbox(new MemoryFolder(), null, null, null, new ScriptedNotes("only"));
        var series = Series(outbox);

        Assert.Equal(outbox.Outbox.Metrics.Families.Select(family => family.Name), series.Families);
        foreach (var name in new[]
        {
            "outbox_accepted_total only", "outbox_refused_total only queue_full", "outbox_dropped_total only evicted_resolved", "outbox_dropped_total _other sink_gone",
            "alert_deliveries_total only kept", "alert_delivery_attempts_total only retryable", "sink_circuit_open only", "outbox_writes_total failed", "outbox_dead_letters_total no_directory",
            "outbox_damaged_files_total corrupt", "alert_deliveries_waiting only",
        })
        {
            Assert.Equal(0, series[name]);
        }
    }

    private static Task<(double Durable, double InMemory)> SeeMessagesAsync(RunningOutbox outbox, double durable, double inMemory) => Eventually.GetAsync(
        () => Task.FromResult((Series(outbox)["outbox_messages durable"], Series(outbox)["outbox_messages in_memory"])), seen => seen == (durable, inMemory), Patience, "messages on disk and in memory");

    private static SeriesCollector Series(RunningOutbox outbox)
    {
        var series = new SeriesCollector();
        outbox.Outbox.Metrics.Collect(series);
        return series;
    }
}
