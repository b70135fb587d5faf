using Windsock.Pipeline.Storage;

namespace Windsock.Pipeline.Outbox.Journal;

/// <summary>Reads the files of a journal in their order. A file that is damaged is read up to there; the next ones are read all the same.</summary>
internal sealed class JournalReader(IFolder folder)
{
    /// <summary>Of one file; one has a sixteenth of the outbox's size, and a message more.</summary>
    private const long MaxFileBytes = 1L << 30;

    private readonly Dictionary<long, (OutboxEntry Entry, HashSet<string> Sinks)> _messages = [];
    private readonly List<string> _corrupt = [];
    private int _tornTails;

    public List<JournalSegment> Segments { get; } = [];

    /// <summary>Past every number that was seen.</summary>
    public long NextSequence { get; private set; } = 1;

    public long NextId { get; private set; } = 1;

    public JournalReplay ReadAll()
    {
        foreach (var name in folder.Names())
        {
            if (JournalNames.IdOf(name) is { } id)
            {
                NextId = Math.Max(NextId, id + 1);
                ReadFile(name, id);
            }
        }

        var waiting = _messages.Values.Where(message => message.Sinks.Count > 0).OrderBy(message => message.Entry.Sequence).ToList();
        foreach (var (entry, _) in _messages.Values.Where(message => message.Sinks.Count == 0))
        {
            entry.Segment?.Release(entry);
        }

        return new JournalReplay([.. waiting.Select(message => (message.Entry, (IReadOnlyCollection<string>)message.Sinks))], _tornTails, _corrupt);
    }

    private void ReadFile(string name, long id)
    {
        var file = folder.Read(name, MaxFileBytes) ?? [];
        if (RecordFormat.FirstSequence(file) is not { } firstSequence)
        {
            SetAside(name, file);
            return;
        }

        NextSequence = Math.Max(NextSequence, firstSequence);
        var segment = new JournalSegment(id) { Bytes = file.Length };
        Segments.Add(segment);
        var at = RecordFormat.HeaderBytes;
        var state = RecordFormat.Next(file.AsSpan(at), out var body);
        for (; state == RecordState.Whole; state = RecordFormat.Next(file.AsSpan(at), out body))
        {
            if (RecordFormat.Parse(body) is not { } record)
            {
                state = RecordState.Corrupt;
                break;
            }

            Take(record, segment);
            at += RecordFormat.FramedBytes(body);
        }

        if (state == RecordState.Corrupt)
        {
            _corrupt.Add($"{name} is damaged at byte {at} of {file.Length}: what follows in it is lost");
        }
        else if (state == RecordState.Torn)
        {
            _tornTails++;
            folder.Truncate(name, at);
            segment.Bytes = at;
        }
    }

    private void Take(JournalRecord record, JournalSegment segment)
    {
        NextSequence = Math.Max(NextSequence, record.Sequence + 1);
        if (record.Entry is null)
        {
            if (_messages.TryGetValue(record.Sequence, out var acknowledged))
            {
                acknowledged.Sinks.Remove(record.Sinks[0]);
            }
        }
        else if (_messages.TryGetValue(record.Sequence, out var earlier))
        {
            // Copied forward, and the older file is still there.
            earlier.Sinks.IntersectWith(record.Sinks);
            segment.Hold(earlier.Entry);
        }
        else
        {
            _messages.Add(record.Sequence, (record.Entry, new HashSet<string>(record.Sinks, StringComparer.Ordinal)));
            segment.Hold(record.Entry);
        }
    }

    /// <summary>An empty or half header is a file that was just being made; anything else is kept for whoever wants to look.</summary>
    private void SetAside(string name, byte[] file)
    {
        if (file.Length < RecordFormat.HeaderBytes)
        {
            _tornTails++;
            folder.Delete(name);
            return;
        }

        _corrupt.Add($"{name} does not begin as a file of this version: it is kept as {JournalNames.Aside(name)}");
        folder.Rename(name, JournalNames.Aside(name));
    }
}
