using Windsock.Model.Calls;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>Says where a call went.</summary>
internal static class CalledPlaces
{
    /// <summary>The proxy's cluster says where a call went. It is empty when no host was chosen; then the name that was asked for counts
    /// if it can only mean one place. What a server hears itself called is its client's word, and not taken.</summary>
    /// <param name="call">Its reporter and its route are told already.</param>
    public static void Tell(ref Call call, ReadOnlySpan<byte> cluster, ReadOnlySpan<byte> authority, MeshWords words)
    {
        if (call.Reporter is CallReporter.Server or CallReporter.Unknown)
        {
            return;
        }

        var place = words.Cluster(cluster);
        if (place.Kind == PlaceKind.Outbound)
        {
            (call.Service, call.Host) = (place.Service, place.Host);
            return;
        }

        var asked = words.Authority(authority);
        var isUnknownToMesh = place.Kind is PlaceKind.Passthrough or PlaceKind.BlackHole || call.Route is "allow_any" or "block_all";
        if (asked.Service is not null || isUnknownToMesh)
        {
            (call.Service, call.Host) = (asked.Service, asked.Host);
        }
    }
}
