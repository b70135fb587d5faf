using System.Buffers;
using System.IO.Pipelines;

namespace Windsock.Agent.Observe;

/// <summary>Reads a stream line by line, each of bounded length.</summary>
internal sealed class LineStream(Stream stream) : IAsyncDisposable
{
    /// <summary>Many times the longest record.</summary>
    public const int MaxLineBytes = 4 * 1024 * 1024;

    private readonly PipeReader _reader = PipeReader.Create(stream);

    /// <summary>The next line without its break; null at the end. A last line without a break was cut off and is no line.</summary>
    /// <exception cref="InvalidDataException">A line is too long.</exception>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken stop)
    {
        while (true)
        {
            var result = await _reader.ReadAsync(stop);
            var buffer = result.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end).ToArray();
                _reader.AdvanceTo(buffer.GetPosition(1, end));
                return line;
            }

            if (result.IsCompleted)
            {
                return null;
            }

            if (buffer.Length > MaxLineBytes)
            {
                throw new InvalidDataException($"a line is longer than {MaxLineBytes} bytes");
            }

            _reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    public ValueTask DisposeAsync() => _reader.CompleteAsync();
}
