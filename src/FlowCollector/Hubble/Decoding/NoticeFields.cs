using Windsock.FlowCollector.Wire;

namespace Windsock.FlowCollector.Hubble.Decoding;

/// <summary>Reads the answers that are not flows. Null when the bytes are malformed.</summary>
internal static class NoticeFields
{
    private const uint Bytes = WireType.LengthDelimited;

    /// <summary>flow.LostEvent: 1 source, 2 num_events_lost.</summary>
    public static LostEventsNotice? ReadLostEvents(ReadOnlySpan<byte> message, string nodeName)
    {
        uint source = 0;
        ulong count = 0;
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | WireType.Varint: source = reader.ReadUInt32(); break;
                case (2 << 3) | WireType.Varint: count = reader.ReadVarint(); break;
                default: reader.Skip(tag); break;
            }
        }

        return reader.IsMalformed ? null : new LostEventsNotice(source, count, nodeName);
    }

    /// <summary>relay.NodeStatusEvent: 1 state_change, 2 node_names, 3 message.</summary>
    public static NodeStatusNotice? ReadNodeStatus(ReadOnlySpan<byte> message, TextTable texts, int maxNodes)
    {
        uint state = 0;
        var text = "";
        var names = new List<string>();
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | WireType.Varint: state = reader.ReadUInt32(); break;
                case (2 << 3) | Bytes when names.Count < maxNodes: names.Add(texts.Intern(reader.ReadBytes())); break;
                case (3 << 3) | Bytes: text = texts.Read(reader.ReadBytes()); break;
                default: reader.Skip(tag); break;
            }
        }

        return reader.IsMalformed ? null : new NodeStatusNotice(state, names, text);
    }
}
