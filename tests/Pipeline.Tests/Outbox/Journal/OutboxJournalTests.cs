using System.Globalization;
using Windsock.Pipeline.Outbox;
using Windsock.Pipeline.Outbox.Journal;
using Windsock.Pipeline.Tests.Storage;

namespace Windsock.Pipeline.Tests.Outbox.Journal;

public class OutboxJournalTests
{
    private const string First = "outbox-0000000000000001.log";

    [Fact]
    public void A_file_cut_at_any_byte_gives_the_messages_before_the_cut_and_goes_on()
    {
        var folder = new MemoryFolder();
        Write(folder, "a", "b", "c");
        var whole = folder.Read(First, 1 << 20)!;
        var counts = new List<int>();
        for (var length = 0; length <= whole.Length; length++)
        {
            var cut = new MemoryFolder();
            cut.Replace(First, whole.AsSpan(0, length));
            var keys = Write(cut, "next").Select(message => message.Entry.Key).ToList();

            Assert.Equal(new[] { "a", "b", "c" }[..keys.Count], keys);
            Assert.Equal([.. keys, "next"], Keys(cut, out var replay));
            Assert.Equal((0, 0), (replay.TornTails, replay.Corrupt.Count));
            counts.Add(keys.Count);
        }

        Assert.Equal([0, 1, 2, 3], counts.Distinct());
        Assert.Equal(1, counts.Count(count => count == 3));
    }

    [Fact]
    public void A_damaged_record_ends_its_file_is_told_and_the_next_file_is_read_all_the_same()
    {
        var folder = new MemoryFolder();
        Write(folder, "a", "b", "c");
        Write(folder, "d");
        var damaged = folder.Read(First, 1 << 20)!;
        damaged[damaged.AsSpan().IndexOf("b"u8)] ^= 1;
        folder.Replace(First, damaged);

        Assert.Equal(["a", "d"], Keys(folder, out var replay));
        Assert.Equal(0, replay.TornTails);
        Assert.Matches($"^{First} is damaged at byte [0-9]+ of {damaged.Length}: what follows in it is lost$", Assert.Single(replay.Corrupt));
    }

    [Fact]
    public void A_file_of_another_version_is_kept_aside()
    {
        var folder = new MemoryFolder();
        Write(folder, "a");
        var other = folder.Read(First, 1 << 20)!;
        other[8] = 2;
        folder.Replace(First, other);

        Assert.Empty(Keys(folder, out var replay));
        Assert.Contains($"it is kept as {First}.unreadable", Assert.Single(replay.Corrupt), StringComparison.Ordinal);
        Assert.Equal([First + ".unreadable"], folder.FileNames);
    }

    [Fact]
    public void What_is_acknowledged_does_not_come_back_and_what_is_copied_forward_keeps_its_place()
    {
        var folder = new MemoryFolder();
        using (var journal = Open(folder))
        {
            var straggler = Entry("straggler");
            journal.Commit([straggler], []);
            for (var i = 0; i < 400; i++)
            {
                var passing = Entry(i.ToString(CultureInfo.InvariantCulture), bytes: 4_000);
                journal.Commit([passing], []);
                passing.Waiting = 0;
                journal.Commit([], [new Acknowledgement(passing, "one", AckOutcome.Delivered)]);
                journal.Reclaim();
                Assert.InRange(journal.Segments.Count, 1, 3);
            }

            journal.Commit([Entry("last")], []);
        }

        Assert.Equal(["straggler", "last"], Keys(folder, out _));
    }

    [Fact]
    public void The_disk_holds_no_more_than_its_bound_though_three_quarters_of_it_wait()
    {
        const int MaxBytes = 1 << 20;
        var folder = new MemoryFolder();
        var waiting = new Queue<OutboxEntry>();
        using (var journal = Open(folder))
        {
            for (var i = 0; i < 1_500; i++)
            {
                var entry = Entry(i.ToString(CultureInfo.InvariantCulture), bytes: 4_000);
                waiting.Enqueue(entry);
                journal.Commit([entry], []);
                if (waiting.Sum(one => one.Bytes) > MaxBytes / 4 * 3)
                {
                    var over = waiting.Dequeue();
                    over.Waiting = 0;
                    journal.Commit([], [new Acknowledgement(over, "one", AckOutcome.Delivered)]);
                }

                journal.Reclaim();
                Assert.InRange(journal.Bytes, 1, MaxBytes);
            }
        }

        Assert.Equal(waiting.Select(entry => entry.Key), Keys(folder, out _));
    }

    [Fact]
    public void A_name_that_is_none_of_ours_is_left_alone()
    {
        var folder = new MemoryFolder();
        folder.Replace("outbox-zz.log", "x"u8);
        folder.Replace("outbox-1.txt", "x"u8);

        Assert.Empty(Keys(folder, out var replay));
        Assert.Equal((0, 0), (replay.TornTails, replay.Corrupt.Count));
        Assert.Equal(["outbox-1.txt", "outbox-zz.log"], folder.FileNames);
    }

    /// <summary>Opens, adds, closes; answers what was there before.</summary>
    private static IReadOnlyList<(OutboxEntry Entry, IReadOnlyCollection<string> Sinks)> Write(MemoryFolder folder, params string[] keys)
    {
        using var journal = Open(folder);
        journal.Commit([.. keys.Select(key => Entry(key))], []);
        return journal.Replay.Messages;
    }

    private static IEnumerable<string> Keys(MemoryFolder folder, out JournalReplay replay)
    {
        using var journal = Open(folder);
        replay = journal.Replay;
        return replay.Messages.Select(message => message.Entry.Key);
    }

    private static OutboxJournal Open(MemoryFolder folder) => OutboxJournal.Open(folder, ["one"], 1 << 20);

    private static OutboxEntry Entry(string key, int bytes = 20) => new()
    {
        Key = key,
        Order = key,
        IsResolved = false,
        AcceptedAt = DateTimeOffset.UnixEpoch,
        Payload = new byte[bytes],
        Bytes = RecordFormat.SizeOf(key, key, bytes, ["one"]),
        Waiting = 1,
    };
}
