using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.Cluster.Watching;

/// <summary>What is counted of one watch, or of several together. Any thread.</summary>
internal sealed class WatchCounts
{
    private readonly Counter[] _errors = [.. Enum.GetValues<WatchError>().Select(_ => new Counter())];
    private readonly Counter[] _relists = [.. Enum.GetValues<RelistReason>().Select(_ => new Counter())];
    private readonly Counter[] _skipped = [.. Enum.GetValues<SkipReason>().Select(_ => new Counter())];

    public void Count(WatchError error) => _errors[(int)error].Add();

    public void Count(RelistReason reason) => _relists[(int)reason].Add();

    public void Count(SkipReason reason) => _skipped[(int)reason].Add();

    public long Errors(WatchError error) => _errors[(int)error].Value;

    public long Relists(RelistReason reason) => _relists[(int)reason].Value;

    public long Skipped(SkipReason reason) => _skipped[(int)reason].Value;
}
