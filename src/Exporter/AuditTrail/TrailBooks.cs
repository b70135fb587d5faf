using System.Collections.Immutable;
using System.Text.Json;
using Windsock.Exporter.AuditTrail.Records;
using Windsock.Model.Flows;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.AuditTrail;

/// <summary>The books of the trail: <c>offered = written + dropped + waiting</c>, and what was dropped and is in no gap record yet. Any
/// thread.</summary>
internal sealed class TrailBooks
{
    public static readonly ImmutableArray<string> Reasons = [.. Enum.GetValues<TrailDrop>().Select(reason => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString()))];

    private readonly Counter _offered = new();
    private readonly Counter _written = new();
    private readonly Counter[] _records = [.. Enum.GetValues<TrailKind>().Select(_ => new Counter())];
    private readonly Counter[] _dropped = [.. Reasons.Select(_ => new Counter())];
    private readonly long[] _untold = new long[Reasons.Length];
    private readonly long[] _since = new long[Reasons.Length];
    private readonly long[] _until = new long[Reasons.Length];
    private int _isUp;

    public long Offered => _offered.Value;

    /// <summary>Of what was offered.</summary>
    public long Written => _written.Value;

    public long Dropped => _dropped.Sum(reason => reason.Value);

    /// <summary>Records are written.</summary>
    public bool IsUp
    {
        get => Volatile.Read(ref _isUp) == 1;
        set => Volatile.Write(ref _isUp, value ? 1 : 0);
    }

    public bool HasUntold => _untold.Any(count => count > 0);

    public long RecordsOf(TrailKind kind) => _records[(int)kind].Value;

    public long DroppedBecause(TrailDrop reason) => _dropped[(int)reason].Value;

    public void CountOffered() => _offered.Add();

    /// <summary>So many of what was offered are written.</summary>
    public void CountWritten(int offered) => _written.Add(offered);

    /// <summary>Everything that the file has, the trail's own records among it.</summary>
    public void CountRecords(IReadOnlyList<TrailEntry> entries)
    {
        foreach (var entry in entries)
        {
            _records[(int)entry.Kind].Add();
        }
    }

    public void CountDropped(TrailDrop reason, Instant at)
    {
        _dropped[(int)reason].Add();
        if (Interlocked.Increment(ref _untold[(int)reason]) == 1)
        {
            Volatile.Write(ref _since[(int)reason], at.UnixNanoseconds);
        }

        Volatile.Write(ref _until[(int)reason], at.UnixNanoseconds);
    }

    /// <summary>A record for each reason of which something is not told yet. Times are those of the first and the last.</summary>
    public List<TrailEntry> Untold(Instant now)
    {
        var gaps = new List<TrailEntry>();
        for (var reason = 0; reason < _untold.Length; reason++)
        {
            var count = Volatile.Read(ref _untold[reason]);
            if (count > 0)
            {
                gaps.Add(new TrailEntry(TrailKind.Gap, now, new GapNote(
                    Reasons[reason], count, new Instant(Volatile.Read(ref _since[reason])), new Instant(Volatile.Read(ref _until[reason])))));
            }
        }

        return gaps;
    }

    /// <summary>The records are written.</summary>
    public void Told(IReadOnlyList<TrailEntry> gaps)
    {
        foreach (var gap in gaps.Select(gap => (GapNote)gap.Content))
        {
            var reason = Reasons.IndexOf(gap.Reason);
            if (Interlocked.Add(ref _untold[reason], -gap.Count) > 0)
            {
                // More were dropped meanwhile, after what was told.
                Volatile.Write(ref _since[reason], gap.Until.UnixNanoseconds);
            }
        }
    }
}
