using Windsock.FlowCollector.Wire;

namespace Windsock.FlowCollector.Hubble.Decoding;

/// <summary>observer.GetFlowsResponse: the oneof 1 flow, 2 node_status, 3 lost_events; 1000 node_name; 1001 time.</summary>
internal ref struct ResponseFields
{
    public const uint FlowNumber = 1;
    public const uint NodeStatusNumber = 2;
    public const uint LostEventsNumber = 3;
    private const uint Bytes = WireType.LengthDelimited;
    private const uint TimeNumber = 1001;

    /// <summary>Which member of the oneof is there; 0 for none.</summary>
    public uint Kind;
    public ReadOnlySpan<byte> Payload;
    public ReadOnlySpan<byte> NodeName;
    public ReadOnlySpan<byte> Time;

    /// <returns>False when the bytes are not a protobuf message.</returns>
    public bool TryRead(ReadOnlySpan<byte> message)
    {
        var hasPieces = false;
        var hasTimes = false;
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (FlowNumber << 3) | Bytes:
                case (NodeStatusNumber << 3) | Bytes:
                case (LostEventsNumber << 3) | Bytes:
                    hasPieces |= Kind != 0;
                    Kind = tag >> 3;
                    Payload = reader.ReadBytes();
                    break;
                case (1000 << 3) | Bytes: NodeName = reader.ReadBytes(); break;
                case (TimeNumber << 3) | Bytes: hasTimes |= !Time.IsEmpty; Time = reader.ReadBytes(); break;
                default: reader.Skip(tag); break;
            }
        }

        if (reader.IsMalformed)
        {
            return false;
        }

        if (hasPieces)
        {
            Payload = FlowMerge.Concatenate(message, Kind, [FlowNumber, NodeStatusNumber, LostEventsNumber]);
        }

        if (hasTimes)
        {
            Time = FlowMerge.Concatenate(message, TimeNumber, []);
        }

        return true;
    }
}
