namespace Windsock.Model.Flows;

/// <summary>A point in time as nanoseconds since 1970-01-01 UTC. Range 1970 to 2262; <see cref="Missing"/> says that a
/// source gave no usable time (absent, zero, negative, or beyond the range).</summary>
public readonly record struct Instant(long UnixNanoseconds) : IComparable<Instant>
{
    public static readonly Instant Missing = new(0);

    /// <summary>Later than every real instant: the open end of an interval.</summary>
    public static readonly Instant Never = new(long.MaxValue);

    public bool IsMissing => UnixNanoseconds <= 0;

    public static Instant FromDateTimeOffset(DateTimeOffset time)
    {
        var ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        return ticks is <= 0 or > long.MaxValue / 100 ? Missing : new Instant(ticks * 100);
    }

    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.UnixEpoch.AddTicks(UnixNanoseconds / 100);

    /// <summary>Moves by <paramref name="span"/>; saturates at <see cref="Never"/> and stays <see cref="Never"/>.</summary>
    public Instant Add(TimeSpan span)
    {
        if (this == Never)
        {
            return Never;
        }

        var sum = (Int128)UnixNanoseconds + ((Int128)span.Ticks * 100);
        return sum >= long.MaxValue ? Never : new Instant(sum <= 0 ? 0 : (long)sum);
    }

    /// <summary>Time from <paramref name="earlier"/> to this, in ticks of 100 ns (finer digits are cut).</summary>
    public TimeSpan Since(Instant earlier) => TimeSpan.FromTicks((UnixNanoseconds / 100) - (earlier.UnixNanoseconds / 100));

    public int CompareTo(Instant other) => UnixNanoseconds.CompareTo(other.UnixNanoseconds);

    public static bool operator <(Instant left, Instant right) => left.UnixNanoseconds < right.UnixNanoseconds;

    public static bool operator >(Instant left, Instant right) => left.UnixNanoseconds > right.UnixNanoseconds;

    public static bool operator <=(Instant left, Instant right) => left.UnixNanoseconds <= right.UnixNanoseconds;

    public static bool operator >=(Instant left, Instant right) => left.UnixNanoseconds >= right.UnixNanoseconds;

    public override string ToString() => IsMissing ? "missing" : this == Never ? "never" : ToDateTimeOffset().ToString("O");
}
