using System.Buffers;
using System.Collections.Immutable;
using Windsock.Pipeline.Storage;

namespace Windsock.Pipeline.Outbox.Journal;

/// <summary>The outbox on disk: files that only grow, with messages and their acknowledgements, of which the oldest is deleted when
/// nothing in it waits any more. One thread at a time; every member throws what a disk may answer, and can be called again.</summary>
internal sealed class OutboxJournal : IDisposable
{
    /// <summary>More than one outbox has at its size: the rest comes from restarts.</summary>
    private const int MaxSegments = 24;

    private readonly IFolder _folder;
    private readonly ImmutableArray<string> _sinks;
    private readonly long _maxBytes;
    private readonly IDisposable _lock;
    private readonly List<JournalSegment> _segments;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly ArrayBufferWriter<byte> _body = new();
    private IAppendedFile? _file;
    private JournalSegment? _suspect;
    private long _nextSequence;
    private long _nextId;

    private OutboxJournal(IFolder folder, ImmutableArray<string> sinks, long maxBytes, IDisposable held, JournalReader reader)
    {
        (_folder, _sinks, _maxBytes, _lock) = (folder, sinks, maxBytes, held);
        Replay = reader.ReadAll();
        (_segments, _nextSequence, _nextId) = (reader.Segments, reader.NextSequence, reader.NextId);
    }

    /// <summary>What it held when it was opened.</summary>
    public JournalReplay Replay { get; }

    public long Bytes => _segments.Sum(segment => segment.Bytes);

    public IReadOnlyList<JournalSegment> Segments => _segments;

    private long SegmentBytes => Math.Clamp(_maxBytes / 16, 64 << 10, 4 << 20);

    /// <param name="sinks">Names of the sinks, by their bits.</param>
    /// <exception cref="IOException">Also when another process has it open.</exception>
    public static OutboxJournal Open(IFolder folder, ImmutableArray<string> sinks, long maxBytes)
    {
        folder.Create();
        var held = folder.TryLock(JournalNames.Lock)
            ?? throw new IOException($"{folder.Path} is in use by another process; every agent needs an outbox of its own");
        try
        {
            return new OutboxJournal(folder, sinks, maxBytes, held, new JournalReader(folder));
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Writes all of it, durable when it returns. After a failure none of it counts: whoever calls tries it again or lets it be.</summary>
    public void Commit(IReadOnlyList<OutboxEntry> messages, IReadOnlyList<Acknowledgement> acknowledgements)
    {
        Heal();
        _buffer.ResetWrittenCount();
        foreach (var entry in messages)
        {
            entry.Sequence = entry.Sequence > 0 ? entry.Sequence : _nextSequence++;
            RecordFormat.WriteMessage(_buffer, _body, entry, SinksOf(entry.Waiting));
        }

        foreach (var acknowledgement in acknowledgements)
        {
            RecordFormat.WriteAck(_buffer, _body, acknowledgement);
        }

        if (_buffer.WrittenCount == 0)
        {
            return;
        }

        var segment = Write();
        foreach (var entry in messages)
        {
            segment.Hold(entry);
        }

        foreach (var acknowledgement in acknowledgements)
        {
            if (acknowledgement.Entry.IsOver)
            {
                acknowledgement.Entry.Segment?.Release(acknowledgement.Entry);
            }
        }
    }

    /// <summary>Deletes the oldest files for as long as that is worth it; what still waits in them is copied forward first. Only ever
    /// the oldest: an acknowledgement must not go before its message.</summary>
    public void Reclaim()
    {
        for (var left = _segments.Count; left > 0 && IsWorthIt(); left--)
        {
            var oldest = _segments[0];
            Commit([.. oldest.Live.Where(entry => !entry.IsOver).OrderBy(entry => entry.Sequence)], []);
            foreach (var over in oldest.Live.ToList())
            {
                oldest.Release(over);
                over.Segment = null;
            }

            _folder.Delete(oldest.Name);
            _folder.Flush();
            _segments.Remove(oldest);
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _lock.Dispose();
    }

    private bool IsWorthIt() => _segments.Count > (_file is null ? 0 : 1)
        && (_segments.Count > MaxSegments || Bytes > _maxBytes - SegmentBytes || _segments[0].LiveBytes * 4 <= _segments[0].Bytes);

    private JournalSegment Write()
    {
        if (_file is null || _segments[^1].Bytes + _buffer.WrittenCount > SegmentBytes)
        {
            Roll();
        }

        var segment = _suspect = _segments[^1];
        _file!.Write(_buffer.WrittenSpan);
        _file.Flush();
        segment.Bytes = _file.Length;
        _suspect = null;
        return segment;
    }

    private void Roll()
    {
        _file?.Dispose();
        _file = null;
        var segment = _suspect = new JournalSegment(_nextId++);
        _segments.Add(segment);
        _file = _folder.Append(segment.Name, isNew: true);
        _file.Write(RecordFormat.Header(_nextSequence));
        _file.Flush();
        _folder.Flush();
        segment.Bytes = _file.Length;
        _suspect = null;
    }

    /// <summary>What a failed write left must go before anything else is written: a message that counts as not written must not be
    /// there after a restart when it has long been delivered from memory.</summary>
    private void Heal()
    {
        if (_suspect is null)
        {
            return;
        }

        _file?.Dispose();
        _file = null;
        if (_suspect.Bytes == 0)
        {
            _folder.Delete(_suspect.Name);
            _folder.Flush();
            _segments.Remove(_suspect);
        }
        else
        {
            _folder.Truncate(_suspect.Name, _suspect.Bytes);
        }

        _suspect = null;
    }

    private List<string> SinksOf(ulong mask)
    {
        var names = new List<string>(_sinks.Length);
        for (var i = 0; i < _sinks.Length; i++)
        {
            if ((mask & (1UL << i)) != 0)
            {
                names.Add(_sinks[i]);
            }
        }

        return names;
    }
}
