using System.Collections.Immutable;

namespace Windsock.Detection.Guardrails;

/// <summary>Judges whom a try has called: by what is denied first, then by what is allowed. Pure.</summary>
internal static class PeerRules
{
    /// <summary>Null: nothing is known against it. <paramref name="unjudged"/> then says why not everything could be compared, if so.</summary>
    public static PeerBreach? Judge(Guardrail guardrail, PeerView peer, out UnjudgedReason? unjudged)
    {
        unjudged = null;
        if (guardrail.MetadataForbidden is { } forbidden && peer.IsMetadataService)
        {
            return new PeerBreach("metadataService", forbidden, IsDenied: true);
        }

        if (First(guardrail.Deny, peer, out var unclear) is { } denied)
        {
            return new PeerBreach($"deny {denied.Words}", denied.Source, IsDenied: true);
        }

        unjudged = unclear;
        if (guardrail.Allow is not { } allow || peer.IsNameLookup || peer.IsOwnWork || First(allow.Clauses, peer, out unclear) is not null)
        {
            return null;
        }

        unjudged ??= unclear;
        return unclear is null ? new PeerBreach("allow", allow.Source, IsDenied: false) : null;
    }

    /// <summary>The first clause that is surely about the peer.</summary>
    /// <param name="unclear">Why the first that may be about it cannot be compared; null when none is.</param>
    private static PeerClause? First(ImmutableArray<PeerClause> clauses, PeerView peer, out UnjudgedReason? unclear)
    {
        unclear = null;
        foreach (var clause in clauses)
        {
            var fit = ClauseMatcher.Fit(clause, peer);
            if (fit.Kind == FitKind.Yes)
            {
                return clause;
            }

            unclear ??= fit.Kind == FitKind.Unclear ? fit.Reason : null;
        }

        return null;
    }
}
