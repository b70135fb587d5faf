using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Windsock.Pipeline.Storage;

namespace Windsock.Pipeline.Outbox.Journal;

/// <summary>How a file of the journal looks: a header of 28 bytes (<c>WSOUTBOX</c>, version, the least number of its new messages,
/// CRC-32C of these), then records: length and CRC-32C as 4 bytes each, then as many bytes. Little-endian. The checksum covers the length, so that zeros are
/// no record.</summary>
internal static class RecordFormat
{
    public const int HeaderBytes = 28;

    public const ulong Version = 1;

    /// <summary>What its checksum covers.</summary>
    private const int CheckedHeaderBytes = 24;

    /// <summary>Length and checksum.</summary>
    private const int FrameBytes = 8;

    /// <summary>Kind, flags, number, time, the lengths of key and order, the count of sinks.</summary>
    private const int FixedBytes = 1 + 1 + 8 + 8 + 2 + 2 + 1;

    private const byte MessageKind = 1;
    private const byte AckKind = 2;

    private static ReadOnlySpan<byte> Magic => "WSOUTBOX"u8;

    /// <summary>Most that the record of a message takes.</summary>
    public static int SizeOf(string key, string order, int payload, IEnumerable<string> sinks) =>
        FrameBytes + FixedBytes + Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(order) + payload + sinks.Sum(sink => 1 + Encoding.UTF8.GetByteCount(sink));

    public static byte[] Header(long firstSequence)
    {
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), firstSequence);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(CheckedHeaderBytes), Crc32C.Of(header.AsSpan(0, CheckedHeaderBytes)));
        return header;
    }

    /// <summary>Null when it is none of this version.</summary>
    public static long? FirstSequence(ReadOnlySpan<byte> file) =>
        file.Length >= HeaderBytes && file.StartsWith(Magic) && BinaryPrimitives.ReadUInt64LittleEndian(file[8..]) == Version
        && BinaryPrimitives.ReadUInt32LittleEndian(file[CheckedHeaderBytes..]) == Crc32C.Of(file[..CheckedHeaderBytes])
            ? BinaryPrimitives.ReadInt64LittleEndian(file[16..])
            : null;

    public static void WriteMessage(ArrayBufferWriter<byte> to, ArrayBufferWriter<byte> body, OutboxEntry entry, IReadOnlyList<string> sinks)
    {
        body.ResetWrittenCount();
        body.Write([MessageKind, entry.IsResolved ? (byte)1 : (byte)0]);
        WriteInt64(body, entry.Sequence);
        WriteInt64(body, entry.AcceptedAt.ToUnixTimeMilliseconds());
        WriteText(body, entry.Key);
        WriteText(body, entry.Order);
        body.Write([(byte)sinks.Count]);
        foreach (var sink in sinks)
        {
            WriteName(body, sink);
        }

        body.Write(entry.Payload);
        WriteFrame(to, body.WrittenSpan);
    }

    public static void WriteAck(ArrayBufferWriter<byte> to, ArrayBufferWriter<byte> body, in Acknowledgement ack)
    {
        body.ResetWrittenCount();
        body.Write([AckKind, (byte)ack.Outcome]);
        WriteInt64(body, ack.Entry.Sequence);
        WriteName(body, ack.Sink);
        WriteFrame(to, body.WrittenSpan);
    }

    /// <summary>The next record; its body is empty at the end of what can be read.</summary>
    public static RecordState Next(ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> body)
    {
        body = [];
        if (rest.IsEmpty)
        {
            return RecordState.End;
        }

        if (rest.Length < FrameBytes || !rest.ContainsAnyExcept((byte)0))
        {
            return RecordState.Torn;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        if (length > rest.Length - FrameBytes)
        {
            return RecordState.Torn;
        }

        var candidate = rest.Slice(FrameBytes, (int)length);
        if (ChecksumOf(candidate) != BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]))
        {
            return FrameBytes + length == rest.Length ? RecordState.Torn : RecordState.Corrupt;
        }

        body = candidate;
        return RecordState.Whole;
    }

    public static int FramedBytes(ReadOnlySpan<byte> body) => FrameBytes + body.Length;

    /// <summary>Null when the body is no record of this version, though its checksum is right.</summary>
    public static JournalRecord? Parse(ReadOnlySpan<byte> body)
    {
        var reader = new BodyReader(body);
        var (kind, flags, sequence) = (reader.Byte(), reader.Byte(), reader.Int64());
        JournalRecord? record = null;
        if (kind == AckKind)
        {
            record = new JournalRecord(sequence, null, [reader.Text(reader.Byte())]);
        }
        else if (kind == MessageKind)
        {
            var (at, key, order) = (reader.Int64(), reader.Text(reader.UInt16()), reader.Text(reader.UInt16()));
            var sinks = new string[reader.Byte()];
            for (var i = 0; i < sinks.Length; i++)
            {
                sinks[i] = reader.Text(reader.Byte());
            }

            record = reader.IsBroken || at is < 0 or > 253_402_300_799_999 ? null : new JournalRecord(
                sequence,
                new OutboxEntry
                {
                    Key = key,
                    Order = order,
                    IsResolved = (flags & 1) != 0,
                    AcceptedAt = DateTimeOffset.FromUnixTimeMilliseconds(at),
                    Payload = reader.Rest().ToArray(),
                    Bytes = FramedBytes(body),
                    Sequence = sequence,
                },
                sinks);
        }

        return reader.IsBroken || sequence <= 0 ? null : record;
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> body) => Crc32C.Of(body) ^ (0x9E3779B9u * ((uint)body.Length + 1));

    private static void WriteFrame(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> body)
    {
        var frame = to.GetSpan(FrameBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], ChecksumOf(body));
        to.Advance(FrameBytes);
        to.Write(body);
    }

    private static void WriteInt64(ArrayBufferWriter<byte> to, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to.GetSpan(sizeof(long)), value);
        to.Advance(sizeof(long));
    }

    private static void WriteText(ArrayBufferWriter<byte> to, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        BinaryPrimitives.WriteUInt16LittleEndian(to.GetSpan(sizeof(ushort)), checked((ushort)bytes.Length));
        to.Advance(sizeof(ushort));
        to.Write(bytes);
    }

    private static void WriteName(ArrayBufferWriter<byte> to, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        to.Write([checked((byte)bytes.Length)]);
        to.Write(bytes);
    }
}
