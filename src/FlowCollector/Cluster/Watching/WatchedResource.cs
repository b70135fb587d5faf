using Windsock.FlowCollector.Cluster.Api;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Cluster.Watching;

/// <summary>A kind of object: where it is, how it is read, and how its changes are told.</summary>
/// <param name="Synced">Told after each complete list; null for kinds nobody waits for.</param>
internal sealed record WatchedResource<T>(
    ResourcePath Path,
    IObjectMapper<T> Mapper,
    Func<T, Instant, ClusterChange> Applied,
    Func<KnownObject, Instant, ClusterChange> Removed,
    Func<Instant, ClusterChange>? Synced);
