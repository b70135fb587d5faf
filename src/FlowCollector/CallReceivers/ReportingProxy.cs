using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>What a proxy is to the calls that it reports.</summary>
internal enum ProxyKind : byte
{
    /// <summary>It does not say, or says something else.</summary>
    Unknown,

    /// <summary>Beside the application in its pod.</summary>
    Sidecar,

    /// <summary>At the edge of the mesh.</summary>
    Gateway,

    /// <summary>Between two pods.</summary>
    Waypoint,
}

/// <summary>Who reports, as it introduced itself. Immutable and interned: the streams of one proxy share one.</summary>
/// <param name="Endpoint">Its pod, marked as the one that reports.</param>
/// <param name="Addresses">Addresses of its pod.</param>
/// <param name="NodeName">Kubernetes name of its node; empty when it does not say.</param>
internal sealed record ReportingProxy(ProxyKind Kind, Endpoint Endpoint, ImmutableArray<IpAddress> Addresses, string NodeName)
{
    /// <summary>Not for the address none.</summary>
    public bool Owns(IpAddress address)
    {
        foreach (var own in Addresses)
        {
            if (own == address && !address.IsNone)
            {
                return true;
            }
        }

        return false;
    }
}
