using Google.Protobuf;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Hubble;

/// <summary>Requests of <c>observer.Observer</c> as protobuf bytes.</summary>
internal static class HubbleRequests
{
    public const string GetFlowsMethod = "/observer.Observer/GetFlows";
    public const string ServerStatusMethod = "/observer.Observer/ServerStatus";

    // Fields of observer.GetFlowsRequest, google.protobuf.Timestamp and google.protobuf.FieldMask.
    private const int Number = 1;
    private const int Follow = 3;
    private const int Since = 7;
    private const int FieldMask = 10;
    private const int Seconds = 1;
    private const int Nanos = 2;
    private const int Paths = 1;

    /// <summary>Fields of flow.Flow that the decoder reads, and nothing else.</summary>
    private static readonly string[] ReadFields =
    [
        "time", "uuid", "verdict", "auth_type", "IP", "l4", "source", "destination", "Type", "node_name", "source_names",
        "destination_names", "l7", "reply", "event_type", "source_service", "destination_service", "traffic_direction",
        "trace_observation_point", "trace_reason", "drop_reason", "drop_reason_desc", "is_reply", "trace_context",
        "egress_allowed_by", "ingress_allowed_by", "egress_denied_by", "ingress_denied_by",
    ];

    /// <summary>observer.ServerStatusRequest has no fields.</summary>
    public static ReadOnlyMemory<byte> ServerStatus => ReadOnlyMemory<byte>.Empty;

    /// <summary>observer.GetFlowsRequest: follow from <paramref name="since"/> on.</summary>
    /// <param name="masked">Ask for the fields that are read only.</param>
    public static byte[] GetFlows(Instant since, bool masked)
    {
        using var buffer = new MemoryStream();
        using (var request = new CodedOutputStream(buffer, leaveOpen: true))
        {
            request.WriteTag(Follow, WireFormat.WireType.Varint);
            request.WriteBool(true);
            request.WriteTag(Since, WireFormat.WireType.LengthDelimited);
            request.WriteBytes(Timestamp(since));
            if (masked)
            {
                request.WriteTag(FieldMask, WireFormat.WireType.LengthDelimited);
                request.WriteBytes(Mask());
            }
        }

        return buffer.ToArray();
    }

    /// <summary>observer.GetFlowsRequest: the newest <paramref name="number"/> events that the server has, then what comes.</summary>
    /// <param name="masked">Ask for the fields that are read only.</param>
    public static byte[] GetNewestFlows(ulong number, bool masked)
    {
        using var buffer = new MemoryStream();
        using (var request = new CodedOutputStream(buffer, leaveOpen: true))
        {
            request.WriteTag(Number, WireFormat.WireType.Varint);
            request.WriteUInt64(number);
            request.WriteTag(Follow, WireFormat.WireType.Varint);
            request.WriteBool(true);
            if (masked)
            {
                request.WriteTag(FieldMask, WireFormat.WireType.LengthDelimited);
                request.WriteBytes(Mask());
            }
        }

        return buffer.ToArray();
    }

    private static ByteString Timestamp(Instant time) => Message(message =>
    {
        message.WriteTag(Seconds, WireFormat.WireType.Varint);
        message.WriteInt64(time.UnixNanoseconds / 1_000_000_000);
        message.WriteTag(Nanos, WireFormat.WireType.Varint);
        message.WriteInt32((int)(time.UnixNanoseconds % 1_000_000_000));
    });

    private static ByteString Mask() => Message(message =>
    {
        foreach (var path in ReadFields)
        {
            message.WriteTag(Paths, WireFormat.WireType.LengthDelimited);
            message.WriteString(path);
        }
    });

    private static ByteString Message(Action<CodedOutputStream> write)
    {
        using var buffer = new MemoryStream();
        using (var message = new CodedOutputStream(buffer, leaveOpen: true))
        {
            write(message);
        }

        return ByteString.CopyFrom(buffer.ToArray());
    }
}
