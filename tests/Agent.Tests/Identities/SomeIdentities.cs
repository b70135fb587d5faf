using System.Collections.Immutable;
using Windsock.Agent.Tests.Web;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.Agent.Tests.Identities;

/// <summary>What an agent may know of a few DAGs.</summary>
internal static class SomeIdentities
{
    private const string Role = "arn:aws:iam::111122223333:role/etl";

    public static IdentityReading Day { get; } = new(
        [
            Row("billing", ["charge", "remind"], "worker", ["etl"], Link(IdentityLinkKind.ServiceAccount, "worker", IdentityEvidence.Pod)),
            Row(
                "etl", ["extract", "load", "report", "sweep", "transform", "verify"], "worker", ["billing"],
                Link(IdentityLinkKind.ServiceAccount, "worker", IdentityEvidence.Audit, 5),
                Link(IdentityLinkKind.ServiceAccount, "worker", IdentityEvidence.Pod),
                Link(IdentityLinkKind.CiliumIdentity, "40123", IdentityEvidence.Flow),
                Link(IdentityLinkKind.SpiffeId, "spiffe://cluster.local/ns/airflow/sa/worker", IdentityEvidence.Mesh),
                Link(IdentityLinkKind.CloudPrincipal, Role, IdentityEvidence.Audit, 4),
                Link(IdentityLinkKind.CloudPrincipal, Role, IdentityEvidence.Annotation),
                Link(IdentityLinkKind.TokenSource, "sts.eu-west-1.amazonaws.com", IdentityEvidence.Flow),
                Link(IdentityLinkKind.Credential, "JTI=2e1b4f0a", IdentityEvidence.Audit)),
            Row("images", ["resize"], "images-sa", [], Link(IdentityLinkKind.ServiceAccount, "images-sa", IdentityEvidence.Pod), Link(IdentityLinkKind.TokenSource, "169.254.170.23", IdentityEvidence.Flow)),
            Row("labels_only", ["a"], "", [], Link(IdentityLinkKind.CiliumIdentity, "40200", IdentityEvidence.Flow)),
        ],
        [new SharedIdentity(false, "airflow/worker", ["billing", "etl"]), new SharedIdentity(true, Role, ["airflow/etl", "batch/etl"])],
        0);

    public static DagIdentity Row(string dag, ImmutableArray<string> tasks, string account, ImmutableArray<string> sharedWith, params ImmutableArray<IdentityLink> links) => new()
    {
        Namespace = "airflow",
        DagId = dag,
        TaskIds = tasks,
        ServiceAccount = account,
        Links = links,
        SharedWith = sharedWith,
        FirstSeen = At(0),
        LastSeen = At(9),
    };

    private static IdentityLink Link(IdentityLinkKind kind, string value, IdentityEvidence evidence, int minute = 1) => new(kind, value, evidence, At(0), At(minute));

    private static Instant At(int minute) => Instant.FromDateTimeOffset(SomeFlows.Noon.AddMinutes(minute));
}
