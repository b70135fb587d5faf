using Windsock.FlowCollector.Wire;

namespace Windsock.FlowCollector.Hubble.Decoding;

/// <summary>Where the parts of one flow.Flow are: numbers as they came, texts and submessages as their bytes. One pass, nothing
/// is interpreted yet. Field numbers are those of the public API.</summary>
internal ref struct FlowFields
{
    public ReadOnlySpan<byte> Time;
    public ReadOnlySpan<byte> Ip;
    public ReadOnlySpan<byte> L4;
    public ReadOnlySpan<byte> Source;
    public ReadOnlySpan<byte> Destination;
    public ReadOnlySpan<byte> NodeName;
    public ReadOnlySpan<byte> L7;
    public ReadOnlySpan<byte> EventType;
    public ReadOnlySpan<byte> SourceService;
    public ReadOnlySpan<byte> DestinationService;
    public ReadOnlySpan<byte> TraceContext;
    public ReadOnlySpan<byte> Uuid;
    public FieldRegion SourceNames;
    public FieldRegion DestinationNames;
    public FieldRegion Policies;
    public uint Verdict;
    public uint DropReason;
    public uint DropReasonDesc;
    public uint Type;
    public uint Direction;
    public uint ObservationPoint;
    public uint TraceReason;
    public uint AuthType;
    public bool IsReplyDeprecated;
    public bool HasIsReply;
    public bool IsReply;

    /// <summary>A submessage came more than once, or a list in pieces: read again after <see cref="FlowMerge"/>.</summary>
    public bool NeedsMerge;

    /// <returns>False when the bytes are not a protobuf message.</returns>
    public bool TryRead(ReadOnlySpan<byte> flow)
    {
        var reader = new WireReader(flow);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | WireType.LengthDelimited: NeedsMerge |= !Time.IsEmpty; Time = reader.ReadBytes(); break;
                case (2 << 3) | WireType.Varint: Verdict = reader.ReadUInt32(); break;
                case (3 << 3) | WireType.Varint: DropReason = reader.ReadUInt32(); break;
                case (5 << 3) | WireType.LengthDelimited: NeedsMerge |= !Ip.IsEmpty; Ip = reader.ReadBytes(); break;
                case (6 << 3) | WireType.LengthDelimited: NeedsMerge |= !L4.IsEmpty; L4 = reader.ReadBytes(); break;
                case (8 << 3) | WireType.LengthDelimited: NeedsMerge |= !Source.IsEmpty; Source = reader.ReadBytes(); break;
                case (9 << 3) | WireType.LengthDelimited: NeedsMerge |= !Destination.IsEmpty; Destination = reader.ReadBytes(); break;
                case (10 << 3) | WireType.Varint: Type = reader.ReadUInt32(); break;
                case (11 << 3) | WireType.LengthDelimited: NodeName = reader.ReadBytes(); break;
                case (13 << 3) | WireType.LengthDelimited: SourceNames.Add(ref reader, 1, ref NeedsMerge); break;
                case (14 << 3) | WireType.LengthDelimited: DestinationNames.Add(ref reader, 1, ref NeedsMerge); break;
                case (15 << 3) | WireType.LengthDelimited: NeedsMerge |= !L7.IsEmpty; L7 = reader.ReadBytes(); break;
                case (16 << 3) | WireType.Varint: IsReplyDeprecated = reader.ReadBool(); break;
                case (19 << 3) | WireType.LengthDelimited: NeedsMerge |= !EventType.IsEmpty; EventType = reader.ReadBytes(); break;
                case (20 << 3) | WireType.LengthDelimited: NeedsMerge |= !SourceService.IsEmpty; SourceService = reader.ReadBytes(); break;
                case (21 << 3) | WireType.LengthDelimited: NeedsMerge |= !DestinationService.IsEmpty; DestinationService = reader.ReadBytes(); break;
                case (22 << 3) | WireType.Varint: Direction = reader.ReadUInt32(); break;
                case (24 << 3) | WireType.Varint: ObservationPoint = reader.ReadUInt32(); break;
                case (25 << 3) | WireType.Varint: DropReasonDesc = reader.ReadUInt32(); break;
                case (26 << 3) | WireType.LengthDelimited: ReadIsReply(ref reader); break;
                case (30 << 3) | WireType.LengthDelimited: NeedsMerge |= !TraceContext.IsEmpty; TraceContext = reader.ReadBytes(); break;
                case (34 << 3) | WireType.LengthDelimited: Uuid = reader.ReadBytes(); break;
                case (35 << 3) | WireType.Varint: AuthType = reader.ReadUInt32(); break;
                case (36 << 3) | WireType.Varint: TraceReason = reader.ReadUInt32(); break;
                case (21001 << 3) | WireType.LengthDelimited:
                case (21002 << 3) | WireType.LengthDelimited:
                case (21004 << 3) | WireType.LengthDelimited:
                case (21005 << 3) | WireType.LengthDelimited: Policies.Add(ref reader, 3, ref NeedsMerge); break;
                default: reader.Skip(tag); break;
            }
        }

        return !reader.IsMalformed;
    }

    /// <summary>google.protobuf.BoolValue. Merging several keeps a true one, as Google.Protobuf does.</summary>
    private void ReadIsReply(scoped ref WireReader outer)
    {
        var reader = new WireReader(outer.ReadBytes());
        var value = false;
        while (reader.TryReadTag(out var tag))
        {
            if (tag == ((1 << 3) | WireType.Varint))
            {
                value = reader.ReadBool();
            }
            else
            {
                reader.Skip(tag);
            }
        }

        if (reader.IsMalformed)
        {
            outer.Fail();
        }

        HasIsReply = true;
        IsReply |= value;
    }
}
