using System.Buffers.Binary;
using System.Text;

namespace Windsock.Agent.Simulation.Sidecars;

/// <summary>Writes the FlatBuffer table <c>Wasm.Common.FlatNode</c> (istio/proxy up to release 1.23, node_info.fbs), strings only: the
/// offset of the table; the places of its fields; the table; the strings.</summary>
internal static class FlatNodeWriter
{
    public const int Name = 0;
    public const int Namespace = 1;
    public const int WorkloadName = 4;
    public const int IstioVersion = 6;
    public const int MeshId = 7;
    public const int ClusterId = 9;

    private const int FieldCount = 12;
    private const int SlotsAt = sizeof(uint);
    private const int SlotsLength = (2 * sizeof(ushort)) + (FieldCount * sizeof(ushort));
    private const int TableAt = SlotsAt + SlotsLength;

    public static byte[] Write(params ReadOnlySpan<(int Slot, string Text)> fields)
    {
        var texts = fields.ToArray().Where(field => field.Text.Length > 0).Select(field => (field.Slot, Bytes: Encoding.UTF8.GetBytes(field.Text))).ToArray();
        var tableLength = sizeof(int) + (texts.Length * sizeof(uint));
        var buffer = new byte[TableAt + tableLength + texts.Sum(text => PlaceOf(text.Bytes))];
        BinaryPrimitives.WriteUInt32LittleEndian(buffer, TableAt);
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(SlotsAt), SlotsLength);
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(SlotsAt + sizeof(ushort)), (ushort)tableLength);
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(TableAt), SlotsLength);
        var at = TableAt + tableLength;
        for (var index = 0; index < texts.Length; index++)
        {
            var (slot, bytes) = texts[index];
            var field = sizeof(int) + (index * sizeof(uint));
            BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(SlotsAt + ((2 + slot) * sizeof(ushort))), (ushort)field);
            BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(TableAt + field), (uint)(at - TableAt - field));
            BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(at), (uint)bytes.Length);
            bytes.CopyTo(buffer.AsSpan(at + sizeof(uint)));
            at += PlaceOf(bytes);
        }

        return buffer;
    }

    /// <summary>Length, text, a final zero, and what is left to a multiple of four.</summary>
    private static int PlaceOf(byte[] text) => (sizeof(uint) + text.Length + 1 + 3) & ~3;
}
