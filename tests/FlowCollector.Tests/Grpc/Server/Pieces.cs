using System.Buffers;

namespace Windsock.FlowCollector.Tests.Grpc.Server;

/// <summary>Bytes in two segments, as a pipe hands them out.</summary>
internal sealed class Pieces : ReadOnlySequenceSegment<byte>
{
    public static ReadOnlySequence<byte> Of(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        var end = new Pieces { Memory = second, RunningIndex = first.Length };
        var start = new Pieces { Memory = first, Next = end };
        return new ReadOnlySequence<byte>(start, 0, end, second.Length);
    }
}
