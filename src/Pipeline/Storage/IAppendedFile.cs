namespace Windsock.Pipeline.Storage;

/// <summary>A file that grows at its end. One thread at a time.</summary>
public interface IAppendedFile : IDisposable
{
    long Length { get; }

    /// <summary>A failure may leave a part of the bytes behind the old end.</summary>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Everything written is on the disk when it returns.</summary>
    void Flush();
}
