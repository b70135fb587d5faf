using Google.Protobuf;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Tests.Hubble.Streaming;

/// <summary>Answers of a Hubble server as protobuf bytes, with no more in them than these tests need.</summary>
internal static class Answer
{
    public static readonly Instant Noon = Instant.FromDateTimeOffset(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    /// <param name="uuid">Null: a Hubble that sends none.</param>
    public static byte[] Flow(Instant time, Guid? uuid, int port = 0) => Message(response => response.WriteBytes(1, flow =>
    {
        flow.WriteBytes(1, stamp =>
        {
            stamp.WriteRawTag(1 << 3);
            stamp.WriteInt64(time.UnixNanoseconds / 1_000_000_000);
            stamp.WriteRawTag(2 << 3);
            stamp.WriteInt64(time.UnixNanoseconds % 1_000_000_000);
        });
        if (uuid is { } id)
        {
            flow.WriteTag(34, WireFormat.WireType.LengthDelimited);
            flow.WriteString(id.ToString());
        }

        flow.WriteTag(29, WireFormat.WireType.Varint);
        flow.WriteInt64(port);
    }));

    public static byte[] Lost(int source, ulong count) => Message(response => response.WriteBytes(3, lost =>
    {
        lost.WriteTag(1, WireFormat.WireType.Varint);
        lost.WriteInt32(source);
        lost.WriteTag(2, WireFormat.WireType.Varint);
        lost.WriteUInt64(count);
    }));

    public static byte[] NodeStatus(int state, params string[] names) => Message(response => response.WriteBytes(2, status =>
    {
        status.WriteTag(1, WireFormat.WireType.Varint);
        status.WriteInt32(state);
        foreach (var name in names)
        {
            status.WriteTag(2, WireFormat.WireType.LengthDelimited);
            status.WriteString(name);
        }
    }));

    public static byte[] Status(string version, ulong ring, ulong seen, uint? nodes = null) => Message(status =>
    {
        status.WriteTag(1, WireFormat.WireType.Varint);
        status.WriteUInt64(Math.Min(ring, seen));
        status.WriteTag(2, WireFormat.WireType.Varint);
        status.WriteUInt64(ring);
        status.WriteTag(3, WireFormat.WireType.Varint);
        status.WriteUInt64(seen);
        status.WriteTag(4, WireFormat.WireType.Varint);
        status.WriteUInt64(5_000_000_000);
        if (nodes is { } count)
        {
            status.WriteBytes(5, wrapper =>
            {
                wrapper.WriteTag(1, WireFormat.WireType.Varint);
                wrapper.WriteUInt32(count);
            });
        }

        status.WriteTag(8, WireFormat.WireType.LengthDelimited);
        status.WriteString(version);
        status.WriteTag(9, WireFormat.WireType.Fixed64);
        status.WriteDouble(3.5);
    });

    private static void WriteBytes(this CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(Message(write)));
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var buffer = new MemoryStream();
        using (var output = new CodedOutputStream(buffer, leaveOpen: true))
        {
            write(output);
        }

        return buffer.ToArray();
    }
}
