using System.Globalization;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Connections;
using Windsock.Model.Flows;

namespace Windsock.Detection.Tries;

/// <summary>What a connection is called in one line of a timeline.</summary>
internal static class PeerWords
{
    /// <summary>Of any connection that came about.</summary>
    public static string OfEstablished(PeerKey peer) =>
        peer.Direction == TrafficDirection.Ingress ? $"{Incoming(peer)} established" : $"connected to {peer}";

    /// <summary>Of one that did not.</summary>
    public static string Of(Connection connection, PeerKey peer)
    {
        if (peer.Direction == TrafficDirection.Ingress)
        {
            return $"{Incoming(peer)} {Ingress(connection)}";
        }

        return connection.Outcome switch
        {
            ConnectionOutcome.Refused => $"{peer} refused the connection",
            ConnectionOutcome.Reset => $"connection to {peer} was reset",
            ConnectionOutcome.Timeout or ConnectionOutcome.Unanswered => $"no answer from {peer}",
            ConnectionOutcome.Denied => $"connection to {peer} {Denial(connection)}",
            _ => $"connection to {peer}, outcome not known",
        };
    }

    /// <summary>The policies that Cilium names, as <c>Kind namespace/name</c>.</summary>
    public static IEnumerable<string> Policies(PolicyDecision? decision, TrafficDirection droppedAt)
    {
        var denied = decision is null ? [] : droppedAt == TrafficDirection.Ingress ? decision.IngressDeniedBy : decision.EgressDeniedBy;
        return denied.Select(policy => policy.Namespace.Length > 0 ? $"{policy.Kind} {policy.Namespace}/{policy.Name}" : $"{policy.Kind} {policy.Name}");
    }

    private static string Incoming(PeerKey peer)
    {
        var port = peer.Port == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" to its port {peer.Port}");
        return $"connection from {peer.Name}{port}";
    }

    private static string Ingress(Connection connection) => connection.Outcome switch
    {
        ConnectionOutcome.Refused => "refused",
        ConnectionOutcome.Reset => "reset",
        ConnectionOutcome.Timeout or ConnectionOutcome.Unanswered => "not answered",
        ConnectionOutcome.Denied => Denial(connection),
        _ => "with an outcome that is not known",
    };

    private static string Denial(Connection connection)
    {
        var policies = string.Join(", ", Policies(connection.Policies, connection.DroppedAt));
        var reason = PublicNames.Of(connection.DropReason);
        return policies.Length > 0 ? $"denied by {policies} ({reason})" : $"dropped ({reason})";
    }
}
