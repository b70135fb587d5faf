using System.Buffers;

namespace Windsock.FlowCollector.Cluster.Json;

/// <summary>Reads a stream of JSON object by object. Never holds more than one object and one chunk, whatever the length of the
/// lines or of the list.</summary>
internal sealed class JsonObjectStream : IDisposable
{
    private const int ChunkBytes = 32 * 1024;

    private readonly Stream _stream;
    private readonly ObjectSplitter _splitter;
    private byte[] _chunk;
    private int _start;
    private int _end;

    /// <param name="stream">Read, not closed.</param>
    public JsonObjectStream(Stream stream, ObjectSplitter splitter)
    {
        _stream = stream;
        _splitter = splitter;
        _chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
    }

    /// <summary>Valid after <see cref="StreamStep.Object"/> and until the next read.</summary>
    public ReadOnlySpan<byte> Current => _splitter.Current;

    /// <summary>See <see cref="ObjectSplitter.Envelope"/>; complete after <see cref="StreamStep.End"/>.</summary>
    public ReadOnlySpan<byte> Envelope => _splitter.Envelope;

    /// <summary>See <see cref="ObjectSplitter.HasItems"/>.</summary>
    public bool HasItems => _splitter.HasItems;

    /// <param name="deadline">Cancels a read that brings nothing for too long; null for no limit.</param>
    /// <exception cref="IOException">The stream broke.</exception>
    public async ValueTask<StreamStep> ReadAsync(IdleDeadline? deadline, CancellationToken stop)
    {
        while (true)
        {
            var result = _splitter.Next(_chunk.AsSpan(_start, _end - _start), out var consumed);
            _start += consumed;
            switch (result)
            {
                case SplitResult.Object:
                    return StreamStep.Object;
                case SplitResult.Oversized:
                    return StreamStep.Oversized;
                case SplitResult.Malformed:
                    return StreamStep.Malformed;
                case SplitResult.Document:
                    // What follows the closing bracket of a document is a line break and of no interest.
                    return StreamStep.End;
                default:
                    break;
            }

            if (!await FillAsync(deadline, stop).ConfigureAwait(false))
            {
                return _splitter.MayEnd ? StreamStep.End : StreamStep.Truncated;
            }
        }
    }

    public void Dispose()
    {
        _splitter.Dispose();
        ArrayPool<byte>.Shared.Return(_chunk);
        _chunk = [];
        _start = _end = 0;
    }

    private async ValueTask<bool> FillAsync(IdleDeadline? deadline, CancellationToken stop)
    {
        deadline?.Start();
        _end = await _stream.ReadAsync(_chunk, deadline?.Token ?? stop).ConfigureAwait(false);
        _start = 0;
        deadline?.Pause();
        return _end > 0;
    }
}

/// <summary>What a read of <see cref="JsonObjectStream"/> came to.</summary>
internal enum StreamStep : byte
{
    Object,

    /// <summary>An object over the limit was passed over.</summary>
    Oversized,

    /// <summary>The stream ended where it may.</summary>
    End,

    /// <summary>The stream ended within an object.</summary>
    Truncated,

    /// <summary>The text is not of the expected shape.</summary>
    Malformed,
}
