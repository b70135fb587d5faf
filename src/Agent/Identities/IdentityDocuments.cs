using System.Collections.Immutable;
using Windsock.Model.Platform;

namespace Windsock.Agent.Identities;

/// <summary>From what is known to what is said of it. Pure.</summary>
internal static class IdentityDocuments
{
    public static IdentityList Of(IdentityReading reading, int limit) => new()
    {
        Identities = [.. reading.Identities.Take(limit).Select(Describe)],
        Shared =
        [
            .. reading.Shared.Select(shared => new SharedIdentityDocument
            {
                Kind = IdentityNames.Of(shared.IsCloud ? IdentityLinkKind.CloudPrincipal : IdentityLinkKind.ServiceAccount),
                Name = shared.Name,
                Dags = shared.Dags,
            }),
        ],
        Forgotten = reading.Forgotten,
        More = reading.Identities.Length > limit,
    };

    private static IdentityDocument Describe(DagIdentity identity) => new()
    {
        Namespace = identity.Namespace,
        DagId = identity.DagId,
        TaskIds = identity.TaskIds,
        ServiceAccount = identity.ServiceAccount,
        CiliumIdentities = ValuesOf(identity, IdentityLinkKind.CiliumIdentity),
        SpiffeIds = ValuesOf(identity, IdentityLinkKind.SpiffeId),
        CloudPrincipals = ValuesOf(identity, IdentityLinkKind.CloudPrincipal),
        TokenSources = ValuesOf(identity, IdentityLinkKind.TokenSource),
        KnownBy = [.. identity.Links.Select(link => link.Evidence).Distinct().Order().Select(IdentityNames.Of)],
        SharedWith = identity.SharedWith,
        FirstSeen = identity.FirstSeen.ToDateTimeOffset(),
        LastSeen = identity.LastSeen.ToDateTimeOffset(),
        Links =
        [
            .. identity.Links.Select(link => new IdentityLinkDocument
            {
                Kind = IdentityNames.Of(link.Kind),
                Value = link.Value,
                Evidence = IdentityNames.Of(link.Evidence),
                FirstSeen = link.FirstSeen.ToDateTimeOffset(),
                LastSeen = link.LastSeen.ToDateTimeOffset(),
            }),
        ],
    };

    private static ImmutableArray<string> ValuesOf(DagIdentity identity, IdentityLinkKind kind) =>
        [.. identity.Links.Where(link => link.Kind == kind).Select(link => link.Value).Distinct(StringComparer.Ordinal)];
}
