using Google.Protobuf;
using Windsock.FlowCollector.Wire;

namespace Windsock.FlowCollector.Tests.Wire;

/// <summary>Valid messages that no ordinary sender writes, and broken ones.</summary>
internal static class WireShuffle
{
    /// <summary>The fields of a message, tags included.</summary>
    public static List<byte[]> FieldsOf(byte[] message)
    {
        var fields = new List<byte[]>();
        using var input = new CodedInputStream(message);
        while (input.ReadTag() != 0)
        {
            var start = (int)input.Position - CodedOutputStream.ComputeUInt32Size(input.LastTag());
            input.SkipLastField();
            fields.Add(message[start..(int)input.Position]);
        }

        return fields;
    }

    /// <summary>What the length-delimited fields of one number hold.</summary>
    public static List<byte[]> PayloadsOf(byte[] message, uint number)
    {
        var payloads = new List<byte[]>();
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            if (tag == ((number << 3) | WireType.LengthDelimited))
            {
                payloads.Add(reader.ReadBytes().ToArray());
            }
            else
            {
                reader.Skip(tag);
            }
        }

        return payloads;
    }

    /// <summary>The fields in another order, with fields of unknown numbers between them.</summary>
    public static byte[] Shuffle(IEnumerable<byte[]> fields, Random random)
    {
        var all = fields.ToArray();
        random.Shuffle(all);
        return [.. all.SelectMany(field => random.Next(4) == 0 ? [.. field, .. UnknownField(random)] : field)];
    }

    public static byte[] UnknownField(Random random) => random.Next(5) switch
    {
        0 => [0xC8, 0x3F, 0x96, 0x01],
        1 => [0xC9, 0x3F, 1, 2, 3, 4, 5, 6, 7, 8],
        2 => [0xCA, 0x3F, 3, 0xFF, 0xFE, 0xFD],
        3 => [0xCB, 0x3F, 0x0A, 2, 9, 9, 0x0B, 0x0C, 0xCC, 0x3F],
        _ => [0xCD, 0x3F, 1, 2, 3, 4],
    };

    /// <summary>One length-delimited field.</summary>
    public static byte[] Field(int number, byte[] payload)
    {
        using var memory = new MemoryStream();
        using (var output = new CodedOutputStream(memory, leaveOpen: true))
        {
            output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(payload));
        }

        return memory.ToArray();
    }

    /// <summary>Some bytes changed, removed or put in.</summary>
    public static byte[] Damage(byte[] message, Random random)
    {
        var bytes = message.ToList();
        for (var times = random.Next(1, 4); times > 0 && bytes.Count > 0; times--)
        {
            var place = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes[place] = (byte)random.Next(256); break;
                case 1: bytes[place] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(place, random.Next(2) == 0 ? 1 : bytes.Count - place); break;
                default: bytes.Insert(place, (byte)random.Next(256)); break;
            }
        }

        return [.. bytes];
    }

    private static uint LastTag(this CodedInputStream input) =>
        (uint)typeof(CodedInputStream).GetProperty("LastTag", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.GetValue(input)!;
}
