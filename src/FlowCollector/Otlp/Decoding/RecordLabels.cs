using System.Buffers.Text;
using Windsock.FlowCollector.Wire;

namespace Windsock.FlowCollector.Otlp.Decoding;

/// <summary>What is read of one opentelemetry.proto.logs.v1.LogRecord: its time, its trace and the attributes that are labels of the
/// recipe, as they stand in its bytes. The body and other attributes are passed over: they may hold secrets.</summary>
/// <param name="values">Room for <see cref="Label.Count"/> labels, all zero.</param>
internal ref struct RecordLabels(Span<LabelValue> values)
{
    private const uint Bytes = WireType.LengthDelimited;

    // The first number of a double that is no long any more.
    private const double EndOfLong = 9_223_372_036_854_775_808.0;

    private readonly Span<LabelValue> _values = values;
    private ReadOnlySpan<byte> _record;

    /// <summary>Nanoseconds since 1970 UTC; zero when absent.</summary>
    public ulong Time { get; private set; }

    public ReadOnlySpan<byte> TraceId { get; private set; }

    /// <summary>1 time_unix_nano, 6 attributes, 9 trace_id. Of a key that comes twice the last one counts.</summary>
    /// <returns>False when the bytes are malformed.</returns>
    public bool TryRead(ReadOnlySpan<byte> record)
    {
        _record = record;
        var reader = new WireReader(record);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | WireType.Fixed64: Time = reader.ReadFixed64(); break;
                case (6 << 3) | Bytes: ReadAttribute(ref reader); break;
                case (9 << 3) | Bytes: TraceId = reader.ReadBytes(); break;
                default: reader.Skip(tag); break;
            }
        }

        return !reader.IsMalformed;
    }

    /// <summary>The record has the key, whatever it says.</summary>
    public readonly bool Gives(Label label) => _values[(int)label].IsGiven;

    /// <summary>Empty when the label is absent, is unset or is a number.</summary>
    public readonly ReadOnlySpan<byte> Text(Label label)
    {
        ref var value = ref _values[(int)label];
        return _record.Slice(value.Start, value.Length);
    }

    /// <summary>A number from 0 on, whether it came as one or as its digits.</summary>
    /// <returns>-1 when the label is absent, is unset or is no such number.</returns>
    public readonly long Number(Label label)
    {
        ref var value = ref _values[(int)label];
        if (value.IsNumber)
        {
            return Math.Max(value.Number, -1);
        }

        var text = Text(label);
        return Utf8Parser.TryParse(text, out long number, out var length) && length == text.Length && number >= 0 ? number : -1;
    }

    /// <summary>KeyValue: 1 key, 2 value.</summary>
    private readonly void ReadAttribute(scoped ref WireReader outer)
    {
        ReadOnlySpan<byte> key = default;
        var value = new LabelValue { IsGiven = true };
        var reader = new WireReader(outer.ReadBytes());
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | Bytes: key = reader.ReadBytes(); break;
                case (2 << 3) | Bytes: ReadValue(ref reader, ref value); break;
                default: reader.Skip(tag); break;
            }
        }

        if (reader.IsMalformed)
        {
            outer.Fail();
        }
        else if (LabelKeys.TryFind(key, out var label))
        {
            _values[(int)label] = value;
        }
    }

    /// <summary>AnyValue, a oneof: 1 string, 2 bool, 3 int64, 4 double, 5 array, 6 list of key and value, 7 bytes. The last member
    /// counts. Only texts and numbers tell anything; the others are not looked into, however deep they are.</summary>
    private readonly void ReadValue(scoped ref WireReader outer, scoped ref LabelValue value)
    {
        var reader = new WireReader(outer.ReadBytes());
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | Bytes: SetText(reader.ReadBytes(), ref value); break;
                case (3 << 3) | WireType.Varint: SetNumber((long)reader.ReadVarint(), ref value); break;
                case (4 << 3) | WireType.Fixed64: SetNumber(Whole(BitConverter.UInt64BitsToDouble(reader.ReadFixed64())), ref value); break;
                case (2 << 3) | WireType.Varint or (5 << 3) | Bytes or (6 << 3) | Bytes or (7 << 3) | Bytes:
                    SetText(default, ref value);
                    reader.Skip(tag);
                    break;
                default: reader.Skip(tag); break;
            }
        }

        if (reader.IsMalformed)
        {
            outer.Fail();
        }
    }

    /// <summary>Envoy writes <c>-</c> for what is not set.</summary>
    private readonly void SetText(ReadOnlySpan<byte> text, scoped ref LabelValue value)
    {
        value.IsNumber = false;
        (value.Start, value.Length) = !text.IsEmpty && !text.SequenceEqual("-"u8) && _record.Overlaps(text, out var start) ? (start, text.Length) : (0, 0);
    }

    private static void SetNumber(long number, scoped ref LabelValue value)
    {
        (value.Start, value.Length) = (0, 0);
        (value.IsNumber, value.Number) = (true, number);
    }

    /// <summary>-1 for what is negative, no number, or too large.</summary>
    private static long Whole(double number) => number is >= 0 and < EndOfLong ? (long)number : -1;
}
