using System.Buffers.Binary;

namespace Windsock.FlowCollector.Grpc;

/// <summary>The prefix of every gRPC message: one byte that says whether it is compressed, four bytes of length (big endian).</summary>
internal static class GrpcFrame
{
    public const int PrefixLength = 5;

    public static void WritePrefix(Span<byte> prefix, int messageLength)
    {
        prefix[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(prefix[1..], (uint)messageLength);
    }

    /// <param name="compressed">Any value but 0: the message is not plain.</param>
    /// <param name="length">Up to 4 GiB: what the sender says, not what it has sent.</param>
    public static void ReadPrefix(ReadOnlySpan<byte> prefix, out bool compressed, out uint length)
    {
        compressed = prefix[0] != 0;
        length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
    }
}
