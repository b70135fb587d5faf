using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.Cluster.Watching;

/// <summary>The numbers of one watch. Counted by the watch, read by scrapes.</summary>
internal sealed class WatchStatistics
{
    private readonly Counter[] _errors = [.. Enum.GetValues<WatchError>().Select(_ => new Counter())];
    private readonly Counter[] _relists = [.. Enum.GetValues<RelistReason>().Select(_ => new Counter())];
    private readonly Counter[] _skipped = [.. Enum.GetValues<SkipReason>().Select(_ => new Counter())];
    private volatile bool _isUp;

    public WatchStatistics(string resource) => Resource = resource;

    public string Resource { get; }

    public KnownObjects Known { get; } = new();

    /// <summary>A complete list was taken in and the watch that follows it is open.</summary>
    public bool IsUp
    {
        get => _isUp;
        set => _isUp = value;
    }

    public void Count(WatchError error) => _errors[(int)error].Add();

    public void Count(RelistReason reason) => _relists[(int)reason].Add();

    public void Count(SkipReason reason) => _skipped[(int)reason].Add();

    public long Errors(WatchError error) => _errors[(int)error].Value;

    public long Relists(RelistReason reason) => _relists[(int)reason].Value;

    public long Skipped(SkipReason reason) => _skipped[(int)reason].Value;
}

/// <summary>Why an object was passed over: label <c>reason</c> of <c>cluster_objects_skipped_total</c>.</summary>
internal enum SkipReason : byte { Malformed, Oversized }
