using Windsock.FlowCollector.Cluster.Watching;
using Windsock.FlowCollector.Crossplane.Discovery;
using Windsock.FlowCollector.Crossplane.Reading;
using Windsock.Model.Flows;
using Windsock.Model.Platform;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.Crossplane.Watching;

/// <summary>Tells the changes of one type to the pipeline.</summary>
/// <param name="overflow">Raised when there is no room for an object.</param>
internal sealed class CrossplaneSink(CrossplaneType type, WatchStatistics statistics, PlatformWriter writer, PartTypes parts, ChangeSignal overflow) : IWatchSink<CrossplaneObject>
{
    private long _refused = statistics.Known.Refused;

    public static ResourceName NameOf(CrossplaneType type, KnownObject known) => new(type.Group, type.Resource, known.Namespace, known.Name);

    public ValueTask AppliedAsync(CrossplaneObject state, Instant at)
    {
        if (type.Role != ResourceRole.Managed)
        {
            parts.Add(state.Parts);
        }

        return WriteAsync(new ResourceSeen(state.Resource, at), at);
    }

    public ValueTask RemovedAsync(KnownObject gone, Instant at) => WriteAsync(new ResourceGone(NameOf(type, gone), gone.Uid, at), at);

    public async ValueTask ListedAsync(RelistReason reason, Instant since, Instant at)
    {
        if (reason != RelistReason.Start && !since.IsMissing)
        {
            // What was created and deleted in between, nobody will ever tell.
            await WriteAsync(new PlatformGap(CrossplaneSource.SourceName, "relisted", since, at), at).ConfigureAwait(false);
        }

        var refused = statistics.Known.Refused;
        var isWhole = refused == _refused;
        _refused = refused;
        if (isWhole)
        {
            await WriteAsync(new ResourcesSynced(type.Group, type.Resource, at), at).ConfigureAwait(false);
        }
    }

    public void Passed()
    {
        writer.CountIgnored(1);
        if (statistics.Known.Refused != _refused)
        {
            overflow.Raise();
        }
    }

    public void Skipped(SkipReason reason) =>
        writer.CountUndecodable(reason == SkipReason.Oversized ? PlatformFailure.TooLong : PlatformFailure.Malformed);

    public void Refused()
    {
        // The log has said it; the watch asks again later.
    }

    private ValueTask WriteAsync(PlatformEvent told, Instant at) => writer.WriteAsync(new PlatformBatch([told], CrossplaneSource.SourceName, at));
}
