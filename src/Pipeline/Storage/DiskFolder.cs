namespace Windsock.Pipeline.Storage;

/// <summary>A directory of the file system. Files are for the agent's user only: findings name people's work.</summary>
public sealed class DiskFolder(string path) : IFolder
{
    /// <summary>What a file that is locked elsewhere answers: EAGAIN of Linux, and its like on Windows.</summary>
    private const int WouldBlock = 11;

    private const int SharingViolation = unchecked((int)0x80070020);

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Path { get; } = path;

    public void Create()
    {
        if (Directory.Exists(Path))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path);
            return;
        }

        Directory.CreateDirectory(Path, OwnerOnly | UnixFileMode.UserExecute);
        DirectorySync.Flush(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path)) ?? "/");
    }

    public IReadOnlyList<string> Names() =>
        [.. Directory.EnumerateFiles(Path).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public byte[]? Read(string name, long maxBytes)
    {
        try
        {
            using var handle = File.OpenHandle(In(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(handle);
            if (length > maxBytes)
            {
                throw new IOException($"{In(name)} has {length} bytes, at most {maxBytes} are read");
            }

            var content = new byte[length];
            for (int read = 0, more; read < content.Length; read += more)
            {
                more = RandomAccess.Read(handle, content.AsSpan(read), read);
                if (more == 0)
                {
                    return content[..read];
                }
            }

            return content;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public Stream? OpenRead(string name)
    {
        try
        {
            return new FileStream(In(name), new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.SequentialScan });
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public IAppendedFile Append(string name, bool isNew) => new AppendedFile(Open(name, isNew ? FileMode.CreateNew : FileMode.OpenOrCreate));

    public void Replace(string name, ReadOnlySpan<byte> content)
    {
        var temporary = name + ".tmp";
        using (var file = new AppendedFile(Open(temporary, FileMode.Create)))
        {
            file.Write(content);
            file.Flush();
        }

        File.Move(In(temporary), In(name), overwrite: true);
        Flush();
    }

    public void Truncate(string name, long length)
    {
        using var handle = File.OpenHandle(In(name), FileMode.Open, FileAccess.Write);
        RandomAccess.SetLength(handle, length);
        RandomAccess.FlushToDisk(handle);
    }

    public void Rename(string from, string to) => File.Move(In(from), In(to), overwrite: true);

    public void Delete(string name) => File.Delete(In(name));

    public void Flush() => DirectorySync.Flush(Path);

    public IDisposable? TryLock(string name)
    {
        try
        {
            return Open(name, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException held) when (held.HResult is WouldBlock or SharingViolation)
        {
            return null;
        }
    }

    private string In(string name) => System.IO.Path.Join(Path, name);

    private FileStream Open(string name, FileMode mode, FileShare share = FileShare.ReadWrite | FileShare.Delete)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(In(name), options);
    }

    /// <summary>Writes at offsets of its own: where a stream believes to be after a failed write is nobody's guess.</summary>
    private sealed class AppendedFile(FileStream file) : IAppendedFile
    {
        public long Length { get; private set; } = file.Length;

        public void Write(ReadOnlySpan<byte> bytes)
        {
            RandomAccess.Write(file.SafeFileHandle, bytes, Length);
            Length += bytes.Length;
        }

        public void Flush() => RandomAccess.FlushToDisk(file.SafeFileHandle);

        public void Dispose() => file.Dispose();
    }
}
