using System.Buffers;
using System.Globalization;
using Windsock.Exporter.AuditTrail.Records;
using Windsock.Model.Flows;
using Windsock.Pipeline.Storage;

namespace Windsock.Exporter.AuditTrail.Writing;

/// <summary>Writes the chain of records into a directory that is its own. One thread at a time. A member that throws has written nothing
/// that counts, and can be called again.</summary>
internal sealed class TrailWriter(IFolder folder, TrailSettings settings, byte[]? key, TrailBooks books, TimeProvider time) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _lines = new(64 * 1024);
    private readonly ArrayBufferWriter<byte> _canonical = new(4 * 1024);
    private IDisposable? _lock;
    private IAppendedFile? _file;
    private TrailEnd _end = new();
    private bool _isTorn;
    private bool _isHeadStale;

    /// <summary>What was found at the start and is not as it was left; empty when all is well.</summary>
    public string Damage => _end.Damage;

    /// <summary>Last record that was written.</summary>
    public long Sequence => _end.Sequence;

    /// <summary>Hash of its line: who keeps it elsewhere can prove later that nothing before it was changed or cut.</summary>
    public string Head => _end.Hash;

    public bool IsOpen { get; private set; }

    /// <summary>Files that were finished since the last look.</summary>
    public Queue<TrailSealed> Sealed { get; } = [];

    /// <summary>Finds the end of the trail and writes what is to be said about the time before.</summary>
    /// <exception cref="IOException">The disk will not, another agent writes here, or the trail is of another kind.</exception>
    public void Open()
    {
        folder.Create();
        _lock ??= folder.TryLock(TrailFileNames.Lock) ?? throw new IOException($"{folder.Path}: another agent writes here; give each its own directory");
        _end = TrailRecovery.Find(folder, key);
        if (_end.IsKeyed is { } isKeyed && isKeyed != key is not null)
        {
            throw new IOException($"{folder.Path} holds a trail {(isKeyed ? "with" : "without")} a key; set platform.trail.keyFile as it was, or begin in another directory");
        }

        if (TrailHead.Read(folder, null, out var problem) is null && (problem == "is missing" || _end.Damage.Length > 0))
        {
            WriteHead();
        }

        Append(Opening());
        FinishRecovery();
        IsOpen = true;
    }

    /// <summary>All of them or none.</summary>
    /// <returns>What people should see to although the records are written; else empty.</returns>
    /// <exception cref="IOException">They are not written.</exception>
    public string Append(IReadOnlyList<TrailEntry> entries)
    {
        Repair();
        var now = Now;
        var day = now.ToDateTimeOffset().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (_end.File.Length > 0 && _end.Bytes > 0 && (_end.Bytes >= settings.MaxFileBytes || string.CompareOrdinal(day, _end.Day) > 0))
        {
            Seal(now);
        }

        OpenFile(day);
        var (sequence, hash) = (_end.Sequence, _end.Hash);
        _lines.ResetWrittenCount();
        foreach (var entry in entries)
        {
            _canonical.ResetWrittenCount();
            TrailJson.Write(_canonical, entry, ++sequence, settings.Agent, hash);
            hash = ChainedLine.Write(_lines, _canonical.WrittenSpan, key);
        }

        _isTorn = true;
        _file!.Write(_lines.WrittenSpan);
        if (settings.Fsync == TrailFsync.Always)
        {
            _file.Flush();
        }

        _isTorn = false;
        _end = _end with { Sequence = sequence, Hash = hash, Bytes = _end.Bytes + _lines.WrittenCount };
        books.CountRecords(entries);
        return Settle();
    }

    /// <summary>Makes durable what was written, and says so.</summary>
    /// <exception cref="IOException">It is not.</exception>
    public void Flush()
    {
        _file?.Flush();
        WriteHead();
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
        _lock?.Dispose();
        _lock = null;
    }

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    private List<TrailEntry> Opening()
    {
        var now = Now;
        var entries = new List<TrailEntry> { new(TrailKind.Started, now, new StartedNote(settings.Version, _end.IsClean)) };
        entries.AddRange(_end.Recovered.Select(note => new TrailEntry(TrailKind.Recovered, now, note)));
        var since = DateTimeOffset.TryParse(_end.LastTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var last) ? Instant.FromDateTimeOffset(last) : Instant.Missing;
        if (_end.Lost > 0)
        {
            entries.Add(new TrailEntry(TrailKind.Gap, now, new GapNote("lost_at_restart", _end.Lost, since, now)));
        }
        else if (!_end.IsClean)
        {
            entries.Add(new TrailEntry(TrailKind.Gap, now, new GapNote("crash", -1, since, now)));
        }

        return entries;
    }

    /// <summary>Takes back what a write that failed has left.</summary>
    private void Repair()
    {
        if (_isTorn)
        {
            _file?.Dispose();
            _file = null;
            folder.Truncate(_end.File, _end.Bytes);
            _isTorn = false;
        }
    }

    private void OpenFile(string day)
    {
        if (_end.File.Length == 0)
        {
            _end = _end with { File = TrailFileNames.Of(_end.Sequence + 1), First = _end.Sequence + 1, Bytes = 0, Day = day };
        }

        if (_file is not null)
        {
            return;
        }

        var file = folder.Append(_end.File, isNew: false);
        if (file.Length != _end.Bytes)
        {
            var length = file.Length;
            file.Dispose();
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{_end.File} has {length} bytes, {_end.Bytes} were expected: somebody else writes to it"));
        }

        if (_end.Bytes == 0)
        {
            FlushFolder(file);
            _end = _end with { Day = day };
        }

        _file = file;
    }

    /// <summary>A new file is surely there, or it is opened again.</summary>
    private void FlushFolder(IAppendedFile file)
    {
        try
        {
            folder.Flush();
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void Seal(Instant now)
    {
        _file?.Flush();
        using var lines = new TrailLines(folder.OpenRead(_end.File) ?? throw new IOException($"{_end.File} is gone"));
        while (lines.Read(out _, out _))
        {
            // Only its length and hash matter.
        }

        var manifest = new TrailManifest(_end.File, _end.First, _end.Sequence, _end.Hash, lines.Length, lines.Hash());
        var (line, hash) = manifest.ToLine(settings.Agent, now, _end.Manifest, key);
        folder.Replace(TrailFileNames.ManifestOf(_end.File), line);
        _file?.Dispose();
        _file = null;
        _end = _end with { File = "", Bytes = 0, Manifest = hash };
        Sealed.Enqueue(new TrailSealed(manifest, hash));
        WriteHead();
    }

    /// <summary>The trail surely tells of what was moved aside before that gets its last name.</summary>
    private void FinishRecovery()
    {
        if (_end.Recovered.Count == 0)
        {
            return;
        }

        Flush();
        foreach (var note in _end.Recovered)
        {
            folder.Rename(TrailFileNames.MovingOf(note.MovedTo), note.MovedTo);
        }

        folder.Flush();
    }

    /// <summary>The head follows the records that are written; it is made up for later when that fails.</summary>
    private string Settle()
    {
        try
        {
            if (settings.Fsync == TrailFsync.Always || _isHeadStale)
            {
                WriteHead();
            }

            return "";
        }
        catch (Exception failure) when (StorageFailure.Is(failure))
        {
            return $"{TrailFileNames.Head} is not up to date: {failure.Message}";
        }
    }

    private void WriteHead()
    {
        _isHeadStale = true;
        folder.Replace(TrailFileNames.Head, new TrailHead(_end.Sequence, _end.Hash, _end.File, _end.Bytes).ToLine(key));
        _isHeadStale = false;
    }
}
