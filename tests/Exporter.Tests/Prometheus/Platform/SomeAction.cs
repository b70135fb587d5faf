using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Exporter.Tests.Prometheus.Platform;

/// <summary>Actions and moments of the platform that nobody cares about, apart from what is named in the call.</summary>
internal static class SomeAction
{
    public static readonly CloudHost Storage = new("*.googleapis.com", PlatformSystem.Google, CloudHostKind.Api);

    private static readonly ResourceName Claim = new("example.org", "postgresqlinstances", "airflow", "db-1");

    public static AttributedAction Of(Owner? owner, PlatformSystem system = PlatformSystem.Kubernetes, string verb = "create", ActionOutcome outcome = ActionOutcome.Succeeded, string detail = "") => new(
        new PlatformAction(Some.Noon)
        {
            Source = "kubernetes_audit",
            Id = "4d2c8b7e-0001",
            System = system,
            Verb = verb,
            Target = new ActionTarget("example.org", "postgresqlinstances", "", "airflow", "db-1"),
            Caller = new ActionCaller { Username = "system:serviceaccount:airflow:worker", PodName = "pod", PodUid = "uid-1", CredentialId = "JTI=1" },
            Outcome = outcome,
            At = Some.Noon,
        },
        owner is null ? ActionAttribution.Unknown : new ActionAttribution(owner, AttributionClass.Exact, CallerEvidence.PodUid),
        detail);

    public static CloudCalled CloudCall(Owner task, ActionOutcome outcome = ActionOutcome.Succeeded) => new(Storage, outcome, task.Try, Some.Noon);

    public static ResourceBecameReady Ready(Owner task) => new(Claim, ResourceRole.Claim, TimeSpan.FromSeconds(90), task.Try, Some.Noon);

    public static ResourceTroubled Troubled(Owner? task, string cause) => new(
        Claim, ResourceRole.Claim, "claim airflow/db-1 -> xdb-1 -> instance-1", "Synced", "ReconcileError", "create failed: AccessDenied", cause, task?.Try, Some.Noon);

    public static StateLockWaited Waited(Owner task) => new("airflow", "default/network", null, "airflow@other", TimeSpan.FromSeconds(40), true, task.Try, Some.Noon);

    public static StateLockReleased Released(Owner task) => new("airflow", "default/network", "OperationTypeApply", TimeSpan.FromSeconds(200), task.Try, Some.Noon);

    public static Instant After(double seconds) => Some.Noon.Add(TimeSpan.FromSeconds(seconds));
}
