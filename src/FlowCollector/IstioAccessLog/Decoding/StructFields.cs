using Windsock.FlowCollector.Wire;

namespace Windsock.FlowCollector.IstioAccessLog.Decoding;

/// <summary>Goes through the fields of a google.protobuf.Struct (1 fields: map of 1 key, 2 value) one by one, as deep as asked and no
/// deeper: what is nested is a field's bytes until somebody reads them.</summary>
internal ref struct StructFields(ReadOnlySpan<byte> message)
{
    private const uint Bytes = WireType.LengthDelimited;

    private WireReader _reader = new(message);

    public ReadOnlySpan<byte> Key { get; private set; }

    /// <summary>Value.string_value (3); empty when the value is of another kind.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>Value.struct_value (5); empty when the value is of another kind.</summary>
    public ReadOnlySpan<byte> Struct { get; private set; }

    /// <summary>True once something could not be read; then no field follows.</summary>
    public bool IsMalformed { get; private set; }

    public bool Next()
    {
        while (!IsMalformed && _reader.TryReadTag(out var tag))
        {
            if (tag == ((1 << 3) | Bytes))
            {
                return ReadEntry(_reader.ReadBytes());
            }

            _reader.Skip(tag);
        }

        IsMalformed |= _reader.IsMalformed;
        return false;
    }

    private bool ReadEntry(ReadOnlySpan<byte> entry)
    {
        Key = default;
        Text = default;
        Struct = default;
        if (!MapEntry.TryRead(entry, out var key, out var value) || _reader.IsMalformed)
        {
            IsMalformed = true;
            return false;
        }

        Key = key;
        var reader = new WireReader(value);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (3 << 3) | Bytes: Text = reader.ReadBytes(); Struct = default; break;
                case (5 << 3) | Bytes: Struct = reader.ReadBytes(); Text = default; break;
                default:
                    // Another kind of the oneof takes the place of what came before.
                    if (tag >> 3 <= 6)
                    {
                        Text = default;
                        Struct = default;
                    }

                    reader.Skip(tag);
                    break;
            }
        }

        IsMalformed = reader.IsMalformed;
        return !IsMalformed;
    }
}
