using Windsock.Pipeline.Storage;

namespace Windsock.Pipeline.Tests.Storage;

/// <summary>A disk that fails when a test wants it to, and that forgets at a crash what was not flushed: bytes behind the durable end
/// of a file, and files made, renamed or deleted without a flush of the directory, each by itself.</summary>
internal sealed class MemoryFolder : IFolder
{
    private readonly Dictionary<string, Content> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Content> _durable = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private int? _goodOperations;
    private bool _isLocked;

    public string Path => "/state";

    /// <summary>Operations that still succeed; null: all.</summary>
    public int? GoodOperations
    {
        get
        {
            lock (_gate)
            {
                return _goodOperations;
            }
        }

        set
        {
            lock (_gate)
            {
                _goodOperations = value;
            }
        }
    }

    public string Failure { get; set; } = "No space left on device";

    public IReadOnlyList<string> FileNames
    {
        get
        {
            lock (_gate)
            {
                return [.. _files.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    public void Create()
    {
        using var scope = _gate.EnterScope();
        Operate();
    }

    public IReadOnlyList<string> Names()
    {
        using var scope = _gate.EnterScope();
        Operate();
        return FileNames;
    }

    public byte[]? Read(string name, long maxBytes)
    {
        using var scope = _gate.EnterScope();
        Operate();
        return _files.TryGetValue(name, out var file) ? file.Bytes.Count <= maxBytes ? [.. file.Bytes] : throw new IOException($"{name} is too long") : null;
    }

    public Stream? OpenRead(string name) => Read(name, long.MaxValue) is { } content ? new MemoryStream(content, writable: false) : null;

    public IAppendedFile Append(string name, bool isNew)
    {
        using var scope = _gate.EnterScope();
        Operate();
        if (!_files.TryGetValue(name, out var file))
        {
            _files[name] = file = new Content();
        }
        else if (isNew)
        {
            throw new IOException($"{name} is there already");
        }

        return new OpenFile(this, file);
    }

    public void Replace(string name, ReadOnlySpan<byte> content)
    {
        using var scope = _gate.EnterScope();
        Operate();
        _files[name] = _durable[name] = new Content { Bytes = [.. content], Durable = content.Length };
    }

    public void Truncate(string name, long length)
    {
        using var scope = _gate.EnterScope();
        Operate();
        var file = _files[name];
        file.Bytes.RemoveRange((int)length, file.Bytes.Count - (int)length);
        file.Durable = file.Bytes.Count;
    }

    public void Rename(string from, string to)
    {
        using var scope = _gate.EnterScope();
        Operate();
        _files[to] = _files[from];
        _files.Remove(from);
    }

    public void Delete(string name)
    {
        using var scope = _gate.EnterScope();
        Operate();
        _files.Remove(name);
    }

    public void Flush()
    {
        using var scope = _gate.EnterScope();
        Operate();
        _durable.Clear();
        foreach (var (name, file) in _files)
        {
            _durable[name] = file;
        }
    }

    public IDisposable? TryLock(string name)
    {
        using var scope = _gate.EnterScope();
        Operate();
        if (_isLocked)
        {
            return null;
        }

        _isLocked = true;
        return new Held(this);
    }

    /// <summary>The machine loses its power: what may be there after that.</summary>
    public void Crash(Random dice)
    {
        (_isLocked, GoodOperations) = (false, null);
        foreach (var name in _files.Keys.Union(_durable.Keys).ToList())
        {
            var (now, then) = (_files.GetValueOrDefault(name), _durable.GetValueOrDefault(name));
            var survives = now == then || dice.Next(2) == 0 ? now : then;
            _files.Remove(name);
            if (survives is not null)
            {
                survives.Lose(dice);
                _files[name] = survives;
            }
        }

        Flush();
    }

    /// <summary>Changes one byte of what is durable; false: there is none.</summary>
    public bool Corrupt(string name, Random dice)
    {
        var file = _files[name];
        if (file.Bytes.Count == 0)
        {
            return false;
        }

        file.Bytes[dice.Next(file.Bytes.Count)] ^= (byte)dice.Next(1, 256);
        return true;
    }

    private void Operate()
    {
        if (GoodOperations is { } left)
        {
            GoodOperations = Math.Max(0, left - 1);
            if (left == 0)
            {
                throw new IOException(Failure);
            }
        }
    }

    private sealed class Content
    {
        public List<byte> Bytes { get; init; } = [];

        public int Durable { get; set; }

        public void Lose(Random dice)
        {
            var kept = dice.Next(Durable, Bytes.Count + 1);
            Bytes.RemoveRange(kept, Bytes.Count - kept);
            for (var i = Durable; i < kept && dice.Next(4) == 0; i++)
            {
                // A block that was not written yet.
                Bytes[i] = 0;
            }

            Durable = Bytes.Count;
        }
    }

    private sealed class OpenFile(MemoryFolder folder, Content file) : IAppendedFile
    {
        public long Length { get; private set; } = file.Bytes.Count;

        public void Write(ReadOnlySpan<byte> bytes)
        {
            using var scope = folder._gate.EnterScope();
            try
            {
                folder.Operate();
            }
            catch (IOException)
            {
                // A full disk takes a part.
                file.Bytes.AddRange(bytes[..(bytes.Length / 2)]);
                throw;
            }

            file.Bytes.AddRange(bytes);
            Length += bytes.Length;
        }

        public void Flush()
        {
            using var scope = folder._gate.EnterScope();
            folder.Operate();
            file.Durable = file.Bytes.Count;
        }

        public void Dispose()
        {
            // Nothing is held.
        }
    }

    private sealed class Held(MemoryFolder folder) : IDisposable
    {
        public void Dispose() => folder._isLocked = false;
    }
}
