namespace Windsock.Pipeline.Storage;

/// <summary>One directory on a disk that can be full, read-only or broken. Every member throws <see cref="IOException"/> or
/// <see cref="UnauthorizedAccessException"/> when the disk will not, see <see cref="StorageFailure"/>.</summary>
public interface IFolder
{
    string Path { get; }

    /// <summary>Makes the directory and those above it; nothing when it is there.</summary>
    void Create();

    /// <summary>Names of the files in it, in ordinal order.</summary>
    IReadOnlyList<string> Names();

    /// <summary>The whole file, null when there is none.</summary>
    /// <param name="maxBytes">A longer file is a failure: nothing of ours is as long.</param>
    byte[]? Read(string name, long maxBytes);

    /// <summary>The file from its beginning, for those that are too long to be held; null when there is none.</summary>
    Stream? OpenRead(string name);

    /// <summary>Opens a file to write at its end.</summary>
    /// <param name="isNew">True: it must not be there yet.</param>
    IAppendedFile Append(string name, bool isNew);

    /// <summary>The old content or the new one, whatever happens meanwhile; durable when it returns.</summary>
    void Replace(string name, ReadOnlySpan<byte> content);

    /// <summary>Cuts the file to its first bytes; durable when it returns.</summary>
    void Truncate(string name, long length);

    void Rename(string from, string to);

    /// <summary>Nothing when it is not there.</summary>
    void Delete(string name);

    /// <summary>Makes durable which files there are.</summary>
    void Flush();

    /// <summary>Null while another process holds it; the kernel gives it back when that process ends, however it ends.</summary>
    IDisposable? TryLock(string name);
}
