using Windsock.Model.Identity;

namespace Windsock.Detection.Guardrails;

/// <summary>Compares clauses with peers. A peer has one name; where that name and the clause are of kinds that say nothing about each
/// other, the answer is neither yes nor no. Pure.</summary>
internal static class ClauseMatcher
{
    public static ClauseFit Fit(PeerClause clause, PeerView peer)
    {
        var fit = clause.Kind switch
        {
            PeerClauseKind.Service or PeerClauseKind.Workload => OfCluster(clause, peer),
            PeerClauseKind.Dns => OfDns(clause, peer),
            PeerClauseKind.Cidr => OfCidr(clause, peer),
            PeerClauseKind.Entity => OfEntity(clause, peer),
            _ => OfAirflow(peer),
        };
        return fit.Kind == FitKind.No || clause.Ports.IsEmpty ? fit : OfPorts(clause, peer.Peer.Port, fit);
    }

    private static ClauseFit OfPorts(PeerClause clause, ushort port, ClauseFit fit)
    {
        foreach (var range in clause.Ports)
        {
            if (range.Contains(port))
            {
                return fit;
            }
        }

        return port == 0 ? ClauseFit.Unclear(UnjudgedReason.NoPort) : ClauseFit.No;
    }

    private static ClauseFit OfCluster(PeerClause clause, PeerView peer)
    {
        if (peer.IsUnknown)
        {
            return ClauseFit.Unclear(UnjudgedReason.PeerUnknown);
        }

        if (peer.IsApiServer && clause.Namespace.Matches("default") && clause.Name.Matches("kubernetes"))
        {
            return ClauseFit.Yes;
        }

        if (peer.LocalName.Length == 0 || !clause.Namespace.Matches(peer.Namespace))
        {
            return ClauseFit.No;
        }

        if (clause.Name.Matches(peer.LocalName))
        {
            return ClauseFit.Yes;
        }

        // Whether a service or what is behind it is seen depends on where Cilium looks; both are in one namespace.
        var isOtherKind = (clause.Kind, peer.Peer.Kind) is (PeerClauseKind.Service, PeerKind.Workload) or (PeerClauseKind.Workload, PeerKind.Service);
        return isOtherKind ? ClauseFit.Unclear(UnjudgedReason.OtherName) : ClauseFit.No;
    }

    private static ClauseFit OfDns(PeerClause clause, PeerView peer)
    {
        if (peer.IsUnknown)
        {
            return ClauseFit.Unclear(UnjudgedReason.PeerUnknown);
        }

        return peer.Peer.Kind == PeerKind.Dns
            ? clause.Name.Matches(peer.Peer.Name) ? ClauseFit.Yes : ClauseFit.No
            : peer.IsOutside ? ClauseFit.Unclear(UnjudgedReason.NoDnsName) : ClauseFit.No;
    }

    private static ClauseFit OfCidr(PeerClause clause, PeerView peer)
    {
        if (peer.IsUnknown)
        {
            return ClauseFit.Unclear(UnjudgedReason.PeerUnknown);
        }

        if (peer.Block is not { } block)
        {
            return peer.IsOutside ? ClauseFit.Unclear(UnjudgedReason.NoAddress) : ClauseFit.No;
        }

        return clause.Block.Contains(block)
            ? ClauseFit.Yes
            : block.Contains(clause.Block) ? ClauseFit.Unclear(UnjudgedReason.WiderBlock) : ClauseFit.No;
    }

    private static ClauseFit OfEntity(PeerClause clause, PeerView peer)
    {
        if ((peer.Peer.Kind == PeerKind.Entity && peer.Peer.Name == clause.Text)
            || (clause.Text == "world" && peer.IsOutside)
            || (clause.Text == "kube-apiserver" && peer.IsApiServer))
        {
            return ClauseFit.Yes;
        }

        return peer.IsUnknown ? ClauseFit.Unclear(UnjudgedReason.PeerUnknown) : ClauseFit.No;
    }

    private static ClauseFit OfAirflow(PeerView peer)
    {
        if (peer.Peer.IsAirflow)
        {
            return ClauseFit.Yes;
        }

        if (peer.IsUnknown)
        {
            return ClauseFit.Unclear(UnjudgedReason.PeerUnknown);
        }

        // What a service stands for is known from its pods alone, and a connection that was stopped has shown none.
        return peer is { IsBeside: true, WasReached: false, Peer.Kind: PeerKind.Service } ? ClauseFit.Unclear(UnjudgedReason.OwnerUnknown) : ClauseFit.No;
    }
}
