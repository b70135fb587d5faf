using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Wire;

/// <summary>Reads google.protobuf.Timestamp: 1 seconds since 1970 UTC, 2 nanoseconds 0 to 999,999,999.</summary>
internal static class TimestampField
{
    /// <summary>2000-01-01 and 2200-01-01 UTC in seconds: nobody's clock shows a time outside, so such a time is none.</summary>
    private const long Earliest = 946_684_800;
    private const long End = 7_258_118_400;
    private const uint NanosecondsPerSecond = 1_000_000_000;

    /// <summary><see cref="Instant.Missing"/> for an absent or absurd time. False when the bytes are malformed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> timestamp, out Instant time)
    {
        long seconds = 0;
        uint nanoseconds = 0;
        var reader = new WireReader(timestamp);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | WireType.Varint: seconds = (long)reader.ReadVarint(); break;
                case (2 << 3) | WireType.Varint: nanoseconds = reader.ReadUInt32(); break;
                default: reader.Skip(tag); break;
            }
        }

        time = Of(seconds, nanoseconds);
        return !reader.IsMalformed;
    }

    /// <summary>The same, of one number of nanoseconds since 1970 UTC.</summary>
    public static Instant OfNanoseconds(ulong nanoseconds) =>
        Of((long)(nanoseconds / NanosecondsPerSecond), (uint)(nanoseconds % NanosecondsPerSecond));

    private static Instant Of(long seconds, uint nanoseconds) =>
        // A negative number of nanoseconds is a large one here.
        seconds is >= Earliest and < End && nanoseconds < NanosecondsPerSecond
            ? new Instant((seconds * NanosecondsPerSecond) + nanoseconds)
            : Instant.Missing;
}
