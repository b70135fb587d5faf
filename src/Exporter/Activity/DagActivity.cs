using Windsock.Model.Flows;

namespace Windsock.Exporter.Activity;

/// <summary>The counts of one DAG: totals, and a ring of slices of time for the last minute.</summary>
internal sealed class DagActivity
{
    private static readonly int Kinds = Enum.GetValues<ActivityKind>().Length;

    private readonly long[] _total = new long[Kinds];
    private readonly int[] _slices = new int[Kinds * ActivityTable.Slices];
    private long _slice;

    public Instant LastSeen { get; set; }

    public bool IsEmpty => _total.All(static count => count == 0);

    /// <summary>Makes room for the slice of time that <paramref name="now"/> is in; to be called before counting.</summary>
    public void Turn(Instant now)
    {
        LastSeen = now;
        var slice = SliceOf(now);
        if (slice <= _slice)
        {
            // A clock that was set back counts into the newest slice.
            return;
        }

        for (var old = Math.Max(_slice + 1, slice - ActivityTable.Slices + 1); old <= slice; old++)
        {
            Array.Clear(_slices, Start(old), Kinds);
        }

        _slice = slice;
    }

    public void Count(ActivityKind kind)
    {
        _total[(int)kind]++;
        _slices[Start(_slice) + (int)kind]++;
    }

    /// <summary>Takes over the totals of one that makes room; it was idle for more than a minute.</summary>
    public void Take(DagActivity other)
    {
        for (var kind = 0; kind < Kinds; kind++)
        {
            _total[kind] += other._total[kind];
        }
    }

    public DagCounts Read(string space, string dagId, Instant now)
    {
        var recent = new long[Kinds];
        var newest = SliceOf(now);
        for (var slice = Math.Max(0, newest - ActivityTable.Slices + 1); slice <= Math.Min(newest, _slice); slice++)
        {
            if (slice <= _slice - ActivityTable.Slices)
            {
                continue;
            }

            for (var kind = 0; kind < Kinds; kind++)
            {
                recent[kind] += _slices[Start(slice) + kind];
            }
        }

        return new DagCounts(space, dagId, [.. _total], [.. recent]);
    }

    private static long SliceOf(Instant now) => now.UnixNanoseconds / (ActivityTable.SliceSeconds * 1_000_000_000L);

    private static int Start(long slice) => (int)(slice % ActivityTable.Slices) * Kinds;
}
