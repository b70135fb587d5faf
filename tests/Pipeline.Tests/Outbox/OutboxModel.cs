using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Pipeline.Outbox;
using Windsock.Pipeline.Tests.Storage;
using Windsock.Testing;

namespace Windsock.Pipeline.Tests.Outbox;

/// <summary>A real outbox on a disk that fails and crashes, beside what it must remember: per sink the keys that were said to be
/// durable and have not ended, in their order. What was neither durable nor ended may be there after a crash or not.</summary>
internal sealed class OutboxModel : IDisposable
{
    private const int Sinks = 2;
    private const int MaxMessages = 24;

    private readonly MemoryFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly Random _dice;

    /// <summary>(key, sink) that must be there, and those that may be.</summary>
    private readonly HashSet<(string Key, int Sink)> _must = [];
    private readonly HashSet<(string Key, int Sink)> _may = [];
    private readonly List<string> _order = [];
    private readonly List<(OutboxEntry Entry, int Sink)> _endedSinceTurn = [];
    private readonly HashSet<OutboxEntry> _durable = [];
    private OutboxBook _book;
    private OutboxKeeper _keeper;
    private OutboxCounts _counts;
    private int _nextKey;

    public OutboxModel(int seed)
    {
        _dice = new Random(seed);
        Open();
    }

    /// <summary>Files that were reclaimed, messages that came back, and so on: a test of the test.</summary>
    public Dictionary<string, int> Seen { get; } = new(StringComparer.Ordinal);

    public void Dispose() => _keeper.Dispose();

    public void Step(int choice)
    {
        switch (choice % 20)
        {
            case < 7:
                Offer(1 + _dice.Next(6));
                break;
            case < 12:
                End(1 + _dice.Next(8));
                Turn([]);
                break;
            case 12:
                End(1 + _dice.Next(4));
                break;
            case 13:
                _folder.GoodOperations = _dice.Next(6);
                break;
            case 14 or 15:
                _folder.GoodOperations = null;
                _time.Advance(TimeSpan.FromMinutes(1));
                Turn([]);
                break;
            case 16 or 17:
                Crash();
                break;
            case 18:
                StopAndStart();
                break;
            default:
                Corrupt();
                break;
        }

        CheckBooks();
    }

    private void Offer(int count)
    {
        var entries = new List<OutboxEntry>();
        for (var i = 0; i < count; i++)
        {
            entries.Add(Entry(_nextKey++));
        }

        if (_book.Snapshot() is { Count: > 0 } pending && _dice.Next(8) == 0)
        {
            // One that waits already.
            Turn([Entry(int.Parse(pending[_dice.Next(pending.Count)].Key, CultureInfo.InvariantCulture))]);
        }

        Turn(entries);
    }

    private OutboxEntry Entry(int key) => OutboxBookTests.Entry(
        key.ToString(CultureInfo.InvariantCulture),
        order: $"order-{key % 4}",
        isResolved: key % 3 == 0,
        bytes: _dice.Next(4) == 0 ? _dice.Next(8_000) : _dice.Next(200),
        waiting: (ulong)(key % 3) + 1);

    private void Turn(IReadOnlyList<OutboxEntry> offered)
    {
        var before = _book.Snapshot().ToHashSet();
        var failures = _counts.FailedCommits.Value;
        var ended = _endedSinceTurn.ToList();
        var files = _keeper.Segments.Count;
        _keeper.Turn(offered);
        var now = _book.Snapshot();
        Assert.InRange(now.Count, 0, Math.Max(before.Count, MaxMessages));
        foreach (var entry in now.Where(entry => !before.Contains(entry)))
        {
            _order.Add(entry.Key);
            Each(entry, pair => _may.Add(pair));
        }

        foreach (var entry in now.Where(_durable.Contains))
        {
            Each(entry, pair => _must.Add(pair));
        }

        // Evicted: gone from the book, and acknowledged with the next write that succeeds; it may still be there until then.
        var keys = now.Select(entry => entry.Key).ToHashSet();
        _must.RemoveWhere(pair => !keys.Contains(pair.Key));
        if (_counts.FailedCommits.Value == failures && _keeper.IsDurable)
        {
            ended.ForEach(pair => _may.Remove((pair.Entry.Key, pair.Sink)));
            _endedSinceTurn.Clear();
        }

        Note("reclaimed", _keeper.Segments.Count < files);
        Note("failed", _counts.FailedCommits.Value > failures);
    }

    private void End(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var sink = _dice.Next(Sinks);
            if (_book.Next(sink, TimeSpan.Zero, isProbe: false).Entry is not { } entry)
            {
                continue;
            }

            _book.End(sink, entry, AckOutcome.Delivered);
            _must.Remove((entry.Key, sink));
            _endedSinceTurn.Add((entry, sink));
        }
    }

    private void Crash()
    {
        _folder.Crash(_dice);
        Open();
        CheckRestored(lost: []);
        Note("crash", true);
    }

    private void StopAndStart()
    {
        _folder.GoodOperations = null;
        _keeper.Close();
        Open();
        CheckRestored(lost: []);
    }

    /// <summary>One byte of one file goes bad: messages in other files must still be there, and acknowledgements may be lost.</summary>
    private void Corrupt()
    {
        var names = _folder.FileNames.Where(name => name.EndsWith(".log", StringComparison.Ordinal)).ToList();
        if (names.Count == 0)
        {
            return;
        }

        var name = names[_dice.Next(names.Count)];
        var lost = _book.Snapshot().Where(entry => entry.Segment?.Name == name).Select(entry => entry.Key).ToHashSet();
        _folder.Crash(_dice);
        Note("corrupt", _folder.FileNames.Contains(name) && _folder.Corrupt(name, _dice));
        Open();
        CheckRestored(lost, mayHaveLostAcknowledgements: true);
    }

    private void CheckRestored(HashSet<string> lost, bool mayHaveLostAcknowledgements = false)
    {
        var there = new HashSet<(string, int)>();
        var restored = _book.Snapshot();
        Assert.Equal(restored.Count, restored.Select(entry => entry.Key).Distinct().Count());
        foreach (var entry in restored)
        {
            Each(entry, pair => there.Add(pair));
        }

        Assert.Empty(_must.Where(pair => !lost.Contains(pair.Key)).Except(there));
        if (!mayHaveLostAcknowledgements)
        {
            Assert.Empty(there.Except(_must).Except(_may));
            Assert.Equal(restored.Select(entry => entry.Key), restored.Select(entry => entry.Key).OrderBy(key => _order.IndexOf(key)));
        }

        Note("came back", restored.Count > 0);
        _must.Clear();
        _may.Clear();
        _durable.Clear();
        _endedSinceTurn.Clear();
        _order.Clear();
        foreach (var entry in restored)
        {
            _durable.Add(entry);
            _order.Add(entry.Key);
            Each(entry, pair => _must.Add(pair));
            Each(entry, pair => _may.Add(pair));
        }
    }

    private void CheckBooks()
    {
        Assert.All(_counts.Ledgers, ledger => Assert.Equal(0, ledger.Difference));
        Assert.All(_counts.Ledgers, (ledger, lane) => Assert.Equal(ledger.Waiting.Value, _book.WaitingFor(lane)));
    }

    [MemberNotNull(nameof(_book), nameof(_keeper), nameof(_counts))]
    private void Open()
    {
        _counts = new OutboxCounts(["one", "two"]);
        // While it opens there is room for what is on disk beyond the bound: what may be there must not push out what must.
        var options = new OutboxOptions { MaxMessages = 10 * MaxMessages, MaxBytes = 1 << 20 };
        _book = new OutboxBook(options, _counts.Ledgers);
        _keeper = new OutboxKeeper(_folder, _book, _counts, options, _time, NullLogger.Instance) { Stored = entry => _durable.Add(entry) };
        _keeper.Start();
        options.MaxMessages = MaxMessages;
    }

    private void Note(string what, bool happened) => Seen[what] = Seen.GetValueOrDefault(what) + (happened ? 1 : 0);

    private static void Each(OutboxEntry entry, Action<(string Key, int Sink)> take)
    {
        for (var sink = 0; sink < Sinks; sink++)
        {
            if ((entry.Waiting & (1UL << sink)) != 0)
            {
                take((entry.Key, sink));
            }
        }
    }
}
