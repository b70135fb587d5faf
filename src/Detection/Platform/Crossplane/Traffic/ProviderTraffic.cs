using Windsock.Detection.Platform.Crossplane.Book;
using Windsock.Detection.Platform.Crossplane.Origins;
using Windsock.Detection.Platform.Crossplane.Troubles;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Crossplane.Traffic;

/// <summary>What Crossplane asks of a cloud for a task, its provider's pod asks: shows connections of such pods with the claims that were in
/// flight meanwhile. Which of them a connection was for, it cannot know, and says how many there were. A pod is a provider's by its
/// namespace alone; the clouds are whatever has a DNS name or is outside of the cluster.</summary>
internal sealed class ProviderTraffic(IReadOnlyList<string> namespaces, ResourceBook book, OriginFinder origins)
{
    /// <summary>With more in flight at once, each connection could be for any, and nothing is said.</summary>
    private const int MaxFlights = 500;

    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(5);

    /// <summary>What has not changed for this long is not being worked on, whatever its conditions say.</summary>
    private static readonly TimeSpan StillAfter = TimeSpan.FromHours(1);

    private readonly HashSet<string> _namespaces = new(namespaces, StringComparer.Ordinal);
    private readonly Dictionary<string, Flight> _flights = new(StringComparer.Ordinal);

    public void Observe(ResourceEntry entry, Instant at, PlatformTelling telling)
    {
        if (!entry.IsRoot || _namespaces.Count == 0)
        {
            return;
        }

        var uid = entry.Resource.Uid;
        if (entry.IsGone || !TroubleReader.IsInFlight(entry.Resource))
        {
            if (_flights.Remove(uid, out var landed))
            {
                Tell(landed, at, telling);
            }
        }
        else if (_flights.TryGetValue(uid, out var flight))
        {
            flight.LastChangeAt = at;
        }
        else if (_flights.Count < MaxFlights)
        {
            _flights.Add(uid, new Flight(entry, at));
        }
    }

    public void Observe(Connection connection)
    {
        if (_flights.Count == 0 || connection.Client.Owner is not { Kind: OwnerKind.OtherPod } owner || !_namespaces.Contains(owner.Namespace) || HostOf(connection.ServerAsPeer) is not { } host)
        {
            return;
        }

        var provider = connection.ClientAsPeer.Kind is PeerKind.Workload or PeerKind.Service ? connection.ClientAsPeer.Name : $"{owner.Namespace}/{owner.PodName}";
        var hasFailed = connection.Outcome is not (ConnectionOutcome.Established or ConnectionOutcome.Unknown);
        foreach (var flight in _flights.Values)
        {
            flight.Add(provider, host, hasFailed, _flights.Count - 1);
        }
    }

    public void Advance(Instant now, PlatformTelling telling)
    {
        foreach (var (uid, flight) in _flights)
        {
            if (now.Since(flight.LastChangeAt) >= StillAfter)
            {
                Tell(flight, now, telling);
                _flights.Remove(uid);
            }
            else if (now.Since(flight.ToldAt) >= TellEvery)
            {
                Tell(flight, now, telling);
            }
        }
    }

    private void Tell(Flight flight, Instant now, PlatformTelling telling)
    {
        var resource = flight.Entry.Resource;
        var made = flight.Calls.Count == 0 ? null : origins.Of(book.ChainOf(flight.Entry))?.Try;
        foreach (var ((provider, host), (connections, failed)) in flight.Calls)
        {
            telling.Moments.Add(new ProviderCalled(resource.Name, resource.Role, provider, host, connections, failed, flight.Others, made, now));
        }

        flight.Clear();
        flight.ToldAt = now;
    }

    /// <returns>Null for what is in the cluster.</returns>
    private static string? HostOf(Peer server) => server.Kind switch
    {
        PeerKind.Dns or PeerKind.Cidr => server.Name,
        PeerKind.Entity when server.Name == "world" => server.Name,
        _ => null,
    };
}
