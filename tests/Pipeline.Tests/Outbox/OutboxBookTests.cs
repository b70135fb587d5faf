using System.Globalization;
using Windsock.Pipeline.Outbox;

namespace Windsock.Pipeline.Tests.Outbox;

public class OutboxBookTests
{
    [Fact]
    public void Without_room_the_oldest_resolved_message_goes_first_then_the_oldest_of_all()
    {
        var book = Book(out var ledger);
        Put(book, Enumerable.Range(0, 10).Select(i => Entry(Name(i), isResolved: i is 3 or 5)));

        Put(book, [Entry("x"), Entry("y"), Entry("z")]);

        Assert.Equal(["1", "2", "4", "6", "7", "8", "9", "x", "y", "z"], book.Snapshot().Select(entry => entry.Key));
        Assert.Equal((2, 1), (ledger.Dropped(DroppedReason.EvictedResolved).Value, ledger.Dropped(DroppedReason.Evicted).Value));
        Assert.Equal(0, ledger.Difference);
        Assert.Equal(3, book.TakeAcknowledgements().Count(ack => ack.Outcome == AckOutcome.Dropped));
    }

    [Fact]
    public void What_a_sink_is_at_is_not_taken_from_it()
    {
        var book = Book(out var ledger);
        Put(book, Enumerable.Range(0, 10).Select(i => Entry(Name(i))));
        var (under, _, _) = book.Next(0, TimeSpan.Zero, isProbe: false);

        Put(book, [Entry("x")]);
        book.End(0, under!, AckOutcome.Delivered);

        Assert.Equal("0", under!.Key);
        Assert.DoesNotContain("1", book.Snapshot().Select(entry => entry.Key));
        Assert.Equal((1, 1, 0), (ledger.Ended(AckOutcome.Delivered).Value, ledger.Dropped(DroppedReason.Evicted).Value, ledger.Difference));
    }

    [Fact]
    public void Bytes_are_a_bound_too()
    {
        var book = new OutboxBook(new OutboxOptions { MaxBytes = 1_000 }, [new LaneLedger("only")]);
        Put(book, Enumerable.Range(0, 9).Select(i => Entry(Name(i), bytes: 100)));

        Assert.Equal((7, 700), (book.Count, book.Bytes));
    }

    [Fact]
    public void Of_two_with_one_key_the_later_is_left_out_until_the_first_is_over()
    {
        var book = Book(out _);
        Put(book, [Entry("a")]);

        Assert.Equal(RefusedReason.Duplicate, book.Admit(Entry("a")));
        book.End(0, book.Next(0, TimeSpan.Zero, isProbe: false).Entry!, AckOutcome.Delivered);
        Assert.Null(book.Admit(Entry("a")));
    }

    [Fact]
    public void A_failure_holds_up_its_own_order_until_its_time()
    {
        var book = Book(out _);
        Put(book, [Entry("a1", order: "a"), Entry("a2", order: "a"), Entry("b", order: "b")]);
        var first = book.Next(0, TimeSpan.Zero, isProbe: false).Entry!;
        book.Postpone(0, first, TimeSpan.FromSeconds(9));

        var second = book.Next(0, TimeSpan.FromSeconds(1), isProbe: false).Entry!;
        book.End(0, second, AckOutcome.Delivered);

        Assert.Equal(("a1", "b"), (first.Key, second.Key));
        Assert.Equal((null, TimeSpan.FromSeconds(9)), (book.Next(0, TimeSpan.FromSeconds(2), isProbe: false).Entry, book.Next(0, TimeSpan.FromSeconds(2), isProbe: false).At));
        Assert.Equal(("a1", 2), (book.Next(0, TimeSpan.FromSeconds(9), isProbe: false) is var (again, attempt, _) ? (again!.Key, attempt) : default));
    }

    internal static OutboxEntry Entry(string key, string order = "", bool isResolved = false, int bytes = 10, ulong waiting = 1) => new()
    {
        Key = key,
        Order = order.Length > 0 ? order : key,
        IsResolved = isResolved,
        AcceptedAt = DateTimeOffset.UnixEpoch,
        Payload = new byte[bytes],
        Bytes = bytes,
        Waiting = waiting,
    };

    private static OutboxBook Book(out LaneLedger ledger)
    {
        ledger = new LaneLedger("only");
        return new OutboxBook(new OutboxOptions { MaxMessages = 10 }, [ledger]);
    }

    private static void Put(OutboxBook book, IEnumerable<OutboxEntry> entries)
    {
        foreach (var entry in entries)
        {
            Assert.Null(book.Admit(entry));
            book.Publish([entry]);
        }
    }

    private static string Name(int i) => i.ToString(CultureInfo.InvariantCulture);
}
