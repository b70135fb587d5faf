namespace Windsock.FlowCollector.Cluster.Watching;

/// <summary>The numbers of one watch. Counted by the watch, read by scrapes.</summary>
internal sealed class WatchStatistics
{
    private readonly WatchCounts _counts;
    private volatile bool _isUp;

    /// <param name="counts">Null: numbers of its own; else those of several watches, added up.</param>
    /// <param name="budget">What it may know; null: anything.</param>
    public WatchStatistics(string resource, WatchCounts? counts = null, ObjectBudget? budget = null)
    {
        Resource = resource;
        Known = new KnownObjects(budget);
        _counts = counts ?? new WatchCounts();
    }

    public string Resource { get; }

    public KnownObjects Known { get; }

    /// <summary>A complete list was taken in and the watch that follows it is open.</summary>
    public bool IsUp
    {
        get => _isUp;
        set => _isUp = value;
    }

    public void Count(WatchError error) => _counts.Count(error);

    public void Count(RelistReason reason) => _counts.Count(reason);

    public void Count(SkipReason reason) => _counts.Count(reason);

    public long Errors(WatchError error) => _counts.Errors(error);

    public long Relists(RelistReason reason) => _counts.Relists(reason);

    public long Skipped(SkipReason reason) => _counts.Skipped(reason);
}

/// <summary>Why an object was passed over: label <c>reason</c> of <c>cluster_objects_skipped_total</c>.</summary>
internal enum SkipReason : byte { Malformed, Oversized }
