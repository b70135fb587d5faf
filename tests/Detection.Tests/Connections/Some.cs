using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Tests.Connections;

/// <summary>Values whose details a test does not care about.</summary>
internal static class Some
{
    public static readonly Peer World = new(PeerKind.Entity, "world");

    public static readonly Peer Database = new(PeerKind.Workload, "data/db");

    /// <summary>A moment, in seconds of the test's own time.</summary>
    public static Instant At(double seconds) => new((1_700_000_000L * 1_000_000_000L) + (long)(seconds * 1e9));

    public static IpAddress Ip(string text) => IpAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text);

    public static Owner Task(string uid = "uid-1", string task = "load") => new()
    {
        Kind = OwnerKind.Task,
        PodUid = uid,
        Namespace = "airflow",
        PodName = $"task-{uid}",
        Try = new TaskTry(new TaskKey("airflow", "etl", task), "run 1", 1, -1, IdForm.Raw),
    };

    public static PolicyDecision DeniedBy(string policy) => new() { EgressDeniedBy = [new PolicyName("CiliumNetworkPolicy", "airflow", policy)] };
}
