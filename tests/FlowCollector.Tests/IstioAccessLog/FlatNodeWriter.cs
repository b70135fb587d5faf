using System.Buffers.Binary;
using System.Text;

namespace Windsock.FlowCollector.Tests.IstioAccessLog;

/// <summary>Writes a FlatBuffer with one table of strings, front to back: offset of the table, its slots, the table, the strings.</summary>
internal static class FlatNodeWriter
{
    private const int Slots = 12;

    public static byte[] Write(params ReadOnlySpan<(int Slot, string Text)> fields)
    {
        const int SlotsAt = 4;
        const int SlotsLength = 4 + (Slots * 2);
        const int TableAt = SlotsAt + SlotsLength;
        var buffer = new byte[TableAt + 4 + (fields.Length * 4)];
        BinaryPrimitives.WriteInt32LittleEndian(buffer, TableAt);
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(SlotsAt), SlotsLength);
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(SlotsAt + 2), (ushort)(4 + (fields.Length * 4)));
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(TableAt), TableAt - SlotsAt);
        var strings = new List<byte>();
        for (var index = 0; index < fields.Length; index++)
        {
            var place = 4 + (index * 4);
            BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(SlotsAt + 4 + (fields[index].Slot * 2)), (ushort)place);
            BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(TableAt + place), (uint)(buffer.Length + strings.Count - TableAt - place));
            var text = Encoding.UTF8.GetBytes(fields[index].Text);
            strings.AddRange(BitConverter.GetBytes(text.Length));
            strings.AddRange(text);
            strings.Add(0);
        }

        return [.. buffer, .. strings];
    }
}
