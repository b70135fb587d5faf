using System.Buffers;
using System.Globalization;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Connections.Names;

/// <summary>From the name that a pod asked for to the name that people know the peer by.</summary>
internal static class DnsNames
{
    private const int MaxLength = 253;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>In lower case and without the final dot; a name under the cluster's domain is that of a service (<c>data/db</c>).
    /// Null for what is no name: empty, an address, characters that names do not have, the cluster's name for a pod's address.</summary>
    /// <param name="query">As the client sent it.</param>
    public static Peer? Read(string query, string clusterDomain)
    {
        if (query.Length is 0 or > MaxLength + 1)
        {
            return null;
        }

        var name = query.TrimEnd('.').ToLower(CultureInfo.InvariantCulture);
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameCharacters) || IpAddress.TryParse(name, out _))
        {
            return null;
        }

        return IsUnder(name, clusterDomain) ? OfCluster(name[..^(clusterDomain.Length + 1)]) : new Peer(PeerKind.Dns, name);
    }

    private static bool IsUnder(string name, string domain) =>
        name.Length > domain.Length + 1
        && name.EndsWith(domain, StringComparison.OrdinalIgnoreCase)
        && name[^(domain.Length + 1)] == '.';

    /// <summary><c>db.data.svc</c>, and <c>db-0.db.data.svc</c> or <c>_sql._tcp.db.data.svc</c> in front of which stand a pod or a port.</summary>
    private static Peer? OfCluster(string name)
    {
        var labels = name.Split('.');
        return labels is [.., var service, var ns, "svc"] && service.Length > 0 && ns.Length > 0
            ? new Peer(PeerKind.Service, $"{ns}/{service}")
            : null;
    }
}
