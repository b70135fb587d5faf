namespace Windsock.FlowCollector.Wire;

/// <summary>The low three bits of a protobuf tag: how the value is written.</summary>
internal static class WireType
{
    /// <summary>How many bits of a tag they are.</summary>
    public const int Bits = 3;

    public const uint Varint = 0;
    public const uint Fixed64 = 1;
    public const uint LengthDelimited = 2;
    public const uint StartGroup = 3;
    public const uint EndGroup = 4;
    public const uint Fixed32 = 5;
}
