using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Windsock.FlowCollector.Replay;

/// <summary>Cuts a stream into lines of any length, holding at most one of them in memory; a line over the limit is passed over
/// without holding it. Gzip is recognised by its first two bytes.</summary>
internal sealed class ReplayLineReader
{
    /// <summary>Few reads per line, and still small beside the limit of a line.</summary>
    private const int ReadBytes = 64 << 10;

    private static readonly byte[] Utf8Mark = [0xEF, 0xBB, 0xBF];

    private readonly int _maxLineBytes;

    public ReplayLineReader(int maxLineBytes) => _maxLineBytes = maxLineBytes;

    /// <summary>Lines that are not blank. The bytes of each are good until the next one is asked for.</summary>
    /// <exception cref="InvalidDataException">The gzip stream is damaged or ends too early.</exception>
    public async IAsyncEnumerable<ReplayLine> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken stop)
    {
        var plain = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: ReadBytes));
        var reader = await OpenAsync(plain, stop);
        try
        {
            await foreach (var line in ReadLinesAsync(reader, stop))
            {
                yield return line;
            }
        }
        finally
        {
            await reader.CompleteAsync();
            await plain.CompleteAsync();
        }
    }

    private static async Task<PipeReader> OpenAsync(PipeReader plain, CancellationToken stop)
    {
        var start = await plain.ReadAtLeastAsync(2, stop);
        var isGzip = start.Buffer.Length >= 2 && start.Buffer.Slice(0, 2).ToArray() is [0x1F, 0x8B];
        plain.AdvanceTo(start.Buffer.Start);
        return isGzip
            ? PipeReader.Create(new GZipStream(plain.AsStream(), CompressionMode.Decompress), new StreamPipeReaderOptions(bufferSize: ReadBytes))
            : plain;
    }

    private async IAsyncEnumerable<ReplayLine> ReadLinesAsync(PipeReader reader, [EnumeratorCancellation] CancellationToken stop)
    {
        var isSkipping = false;
        while (true)
        {
            var read = await reader.ReadAsync(stop);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end);
                buffer = buffer.Slice(buffer.GetPosition(1, end));
                if (isSkipping || line.Length > _maxLineBytes)
                {
                    isSkipping = false;
                    yield return new ReplayLine(default, IsOversized: true);
                }
                else if (Trim(line) is { Length: > 0 } bytes)
                {
                    yield return new ReplayLine(bytes, IsOversized: false);
                }
            }

            if (buffer.Length > _maxLineBytes)
            {
                isSkipping = true;
                buffer = buffer.Slice(buffer.End);
            }

            if (read.IsCompleted)
            {
                if (isSkipping)
                {
                    yield return new ReplayLine(default, IsOversized: true);
                }
                else if (Trim(buffer) is { Length: > 0 } bytes)
                {
                    yield return new ReplayLine(bytes, IsOversized: false);
                }

                reader.AdvanceTo(buffer.End);
                yield break;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static ReadOnlyMemory<byte> Trim(in ReadOnlySequence<byte> line)
    {
        var bytes = line.IsSingleSegment ? line.First : line.ToArray();
        if (bytes.Span.StartsWith(Utf8Mark))
        {
            bytes = bytes[Utf8Mark.Length..];
        }

        return MemoryExtensions.Trim(bytes, " \t\r"u8);
    }
}
