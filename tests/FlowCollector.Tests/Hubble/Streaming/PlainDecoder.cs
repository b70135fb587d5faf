using Google.Protobuf;
using Windsock.FlowCollector.Hubble;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Tests.Hubble.Streaming;

/// <summary>Reads of a flow what streaming depends on: its time, its uuid, and the proxy port as a number to tell flows apart.</summary>
internal sealed class PlainDecoder : IHubbleDecoder
{
    public HubbleMessage Decode(ReadOnlySpan<byte> message, ref Flow flow, out HubbleNotice? notice)
    {
        notice = null;
        try
        {
            var input = new CodedInputStream(message.ToArray());
            var tag = input.ReadTag();
            var body = tag == 0 ? ByteString.Empty : input.ReadBytes();
            (var kind, flow, notice) = WireFormat.GetTagFieldNumber(tag) switch
            {
                1 => (HubbleMessage.Flow, ReadFlow(body.CreateCodedInput()), (HubbleNotice?)null),
                2 => (HubbleMessage.NodeStatus, default, ReadNodeStatus(body.CreateCodedInput())),
                3 => (HubbleMessage.LostEvents, default, ReadLost(body.CreateCodedInput())),
                _ => (HubbleMessage.NotAFlow, default, null),
            };
            return kind;
        }
        catch (InvalidProtocolBufferException)
        {
            return HubbleMessage.Malformed;
        }
    }

    private static Flow ReadFlow(CodedInputStream input)
    {
        var flow = new Flow();
        while (input.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1:
                    flow.Time = ReadTime(input.ReadBytes().CreateCodedInput());
                    break;
                case 29:
                    flow.SourcePort = (ushort)input.ReadInt64();
                    break;
                case 34:
                    var uuid = Guid.Parse(input.ReadString()).ToByteArray(bigEndian: true);
                    flow.Id = new FlowId(
                        System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(uuid),
                        System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(uuid.AsSpan(8)));
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return flow;
    }

    private static Instant ReadTime(CodedInputStream input)
    {
        long nanoseconds = 0;
        while (input.ReadTag() is var tag and not 0)
        {
            nanoseconds += WireFormat.GetTagFieldNumber(tag) == 1 ? input.ReadInt64() * 1_000_000_000 : input.ReadInt64();
        }

        return new Instant(nanoseconds);
    }

    private static NodeStatusNotice ReadNodeStatus(CodedInputStream input)
    {
        uint state = 0;
        var names = new List<string>();
        while (input.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == 1)
            {
                state = input.ReadUInt32();
            }
            else
            {
                names.Add(input.ReadString());
            }
        }

        return new NodeStatusNotice(state, names, "");
    }

    private static LostEventsNotice ReadLost(CodedInputStream input)
    {
        uint source = 0;
        ulong count = 0;
        while (input.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == 1)
            {
                source = input.ReadUInt32();
            }
            else
            {
                count = input.ReadUInt64();
            }
        }

        return new LostEventsNotice(source, count, "");
    }
}
