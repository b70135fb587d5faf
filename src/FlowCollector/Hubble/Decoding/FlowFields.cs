using System.Numerics;
using Windsock.FlowCollector.Wire;

namespace Windsock.FlowCollector.Hubble.Decoding;

/// <summary>Where the parts of one flow.Flow are: numbers as they came, texts and submessages as their bytes. One pass, nothing
/// is interpreted yet. Field numbers are those of the public API.</summary>
internal ref struct FlowFields
{
    // The wire type moved above the number: the numbers of each type then stand together and the switch becomes a jump.
    private const uint Varint = WireType.Varint << (32 - WireType.Bits);
    private const uint Bytes = WireType.LengthDelimited << (32 - WireType.Bits);

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
        for (var start = 0; reader.TryReadTag(out var tag); start = reader.Position)
        {
            switch (BitOperations.RotateRight(tag, WireType.Bits))
            {
                case Bytes | 1: NeedsMerge |= !Time.IsEmpty; Time = reader.ReadBytes(); break;
                case Varint | 2: Verdict = reader.ReadUInt32(); break;
                case Varint | 3: DropReason = reader.ReadUInt32(); break;
                case Bytes | 5: NeedsMerge |= !Ip.IsEmpty; Ip = reader.ReadBytes(); break;
                case Bytes | 6: NeedsMerge |= !L4.IsEmpty; L4 = reader.ReadBytes(); break;
                case Bytes | 8: NeedsMerge |= !Source.IsEmpty; Source = reader.ReadBytes(); break;
                case Bytes | 9: NeedsMerge |= !Destination.IsEmpty; Destination = reader.ReadBytes(); break;
                case Varint | 10: Type = reader.ReadUInt32(); break;
                case Bytes | 11: NodeName = reader.ReadBytes(); break;
                case Bytes | 13: SourceNames.Add(ref reader, start, ref NeedsMerge); break;
                case Bytes | 14: DestinationNames.Add(ref reader, start, ref NeedsMerge); break;
                case Bytes | 15: NeedsMerge |= !L7.IsEmpty; L7 = reader.ReadBytes(); break;
                case Varint | 16: IsReplyDeprecated = reader.ReadBool(); break;
                case Bytes | 19: NeedsMerge |= !EventType.IsEmpty; EventType = reader.ReadBytes(); break;
                case Bytes | 20: NeedsMerge |= !SourceService.IsEmpty; SourceService = reader.ReadBytes(); break;
                case Bytes | 21: NeedsMerge |= !DestinationService.IsEmpty; DestinationService = reader.ReadBytes(); break;
                case Varint | 22: Direction = reader.ReadUInt32(); break;
                case Varint | 24: ObservationPoint = reader.ReadUInt32(); break;
                case Varint | 25: DropReasonDesc = reader.ReadUInt32(); break;
                case Bytes | 26: ReadIsReply(ref reader); break;
                case Bytes | 30: NeedsMerge |= !TraceContext.IsEmpty; TraceContext = reader.ReadBytes(); break;
                case Bytes | 34: Uuid = reader.ReadBytes(); break;
                case Varint | 35: AuthType = reader.ReadUInt32(); break;
                case Varint | 36: TraceReason = reader.ReadUInt32(); break;
                case Bytes | 21001:
                case Bytes | 21002:
                case Bytes | 21004:
                case Bytes | 21005: Policies.Add(ref reader, start, ref NeedsMerge); break;
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
