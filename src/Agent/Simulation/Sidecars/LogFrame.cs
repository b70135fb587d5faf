using System.Buffers.Binary;
using System.Collections.Immutable;
using Google.Protobuf;
using Windsock.FlowCollector.IstioAccessLog.Protos;

namespace Windsock.Agent.Simulation.Sidecars;

/// <summary>One message as gRPC puts it on the wire: a flag for compression, four bytes of length, the message.</summary>
/// <param name="Positions">Of its entries.</param>
internal sealed record LogFrame(ImmutableArray<long> Positions, byte[] Bytes)
{
    private const int PrefixBytes = 5;

    public static LogFrame Of(LogBatch batch, StreamAccessLogsMessage.Types.Identifier? identifier)
    {
        var message = new StreamAccessLogsMessage { Identifier = identifier, HttpLogs = new StreamAccessLogsMessage.Types.HTTPAccessLogEntries() };
        message.HttpLogs.LogEntry.AddRange(batch.Entries);
        var length = message.CalculateSize();
        var bytes = new byte[PrefixBytes + length];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), length);
        message.WriteTo(bytes.AsSpan(PrefixBytes));
        return new LogFrame(batch.Positions, bytes);
    }

    /// <summary>As much of it as gets through before the connection breaks: no receiver can read an entry of it.</summary>
    public LogFrame Half() => new([], Bytes[..(Bytes.Length / 2)]);
}
