using System.Globalization;
using System.Text.RegularExpressions;
using Windsock.Detection.Guardrails;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Guardrails;

/// <summary>The matcher once more, slowly: globs as regular expressions, blocks as texts of bits.</summary>
internal static partial class PlainMatcher
{
    public static bool Glob(string pattern, string name) =>
        Regex.IsMatch(name, "\\A" + string.Join("[\\s\\S]*", pattern.Split('*').Select(Regex.Escape)) + "\\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    public static bool Contains(string block, string other)
    {
        var (outer, inner) = (Bits(block), Bits(other));
        return block.Contains(':', StringComparison.Ordinal) == other.Contains(':', StringComparison.Ordinal) && inner.StartsWith(outer, StringComparison.Ordinal);
    }

    /// <summary><c>yes</c>, <c>no</c> or <c>unclear</c>, by the table of the guide.</summary>
    public static string Fit(PeerClause clause, TryPeer peer)
    {
        var answer = Target(clause, peer);
        if (answer == "no" || clause.Ports.IsEmpty || clause.Ports.Any(range => Enumerable.Range(range.First, range.Last - range.First + 1).Contains(peer.Port)))
        {
            return answer;
        }

        return peer.Port == 0 ? "unclear" : "no";
    }

    private static string Target(PeerClause clause, TryPeer peer)
    {
        var isPodUnknown = peer.Kind == PeerKind.Unknown || (peer.Kind == PeerKind.Entity && peer.Name is "init" or "unmanaged");
        var isWorld = peer.Kind == PeerKind.Entity && peer.Name == "world";
        var isApiServer = (peer.Kind, peer.Name) is (PeerKind.Entity, "kube-apiserver") or (PeerKind.Service, "default/kubernetes");
        if (clause.Kind == PeerClauseKind.Entity)
        {
            var isIt = (peer.Kind == PeerKind.Entity && peer.Name == clause.Text)
                || (clause.Text == "world" && peer.Kind is PeerKind.Dns or PeerKind.Cidr && clause.Text == "world") || (clause.Text == "kube-apiserver" && isApiServer);
            return isIt ? "yes" : isPodUnknown ? "unclear" : "no";
        }

        if (isPodUnknown)
        {
            return "unclear";
        }

        switch (clause.Kind)
        {
            case PeerClauseKind.Dns:
                return peer.Kind == PeerKind.Dns ? Glob(clause.Text, peer.Name) ? "yes" : "no" : isWorld || peer.Kind == PeerKind.Cidr ? "unclear" : "no";
            case PeerClauseKind.Cidr:
                return peer.Kind == PeerKind.Cidr
                    ? Contains(clause.Text, peer.Name) ? "yes" : Contains(peer.Name, clause.Text) ? "unclear" : "no"
                    : isWorld || peer.Kind == PeerKind.Dns ? "unclear" : "no";
            default:
                if (isApiServer && Glob(clause.Text, "default/kubernetes"))
                {
                    return "yes";
                }

                var (wanted, seen) = (clause.Text.Split('/'), peer.Name.Split('/'));
                if (peer.Kind > PeerKind.Workload || !Glob(wanted[0], seen[0]))
                {
                    return "no";
                }

                var differ = peer.Kind != PeerKind.Task && (clause.Kind == PeerClauseKind.Service) != (peer.Kind == PeerKind.Service);
                return Glob(wanted[1], seen[1]) ? "yes" : differ ? "unclear" : "no";
        }
    }

    private static string Bits(string block)
    {
        var parts = block.Split('/');
        var bits = string.Concat(System.Net.IPAddress.Parse(parts[0]).GetAddressBytes().Select(value => value.ToString("b8", CultureInfo.InvariantCulture)));
        return bits[..int.Parse(parts[1], CultureInfo.InvariantCulture)];
    }
}
