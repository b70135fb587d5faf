using System.Collections.Immutable;
using Windsock.Agent.Simulation.World.Platform;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.World.Scenes.Platform;

/// <summary>DAG <c>platform_databases</c> asks for databases through Crossplane. One claim becomes ready and is given back; one is refused
/// by the cloud, which the provider says in its conditions and the task waits for in vain; one is never made, because the task's service
/// account may not create claims.</summary>
internal sealed class ClaimsScene : IScene
{
    public const string Dag = "platform_databases";
    public const string Namespace = "airflow";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(60);

    public void Begin(Stage stage)
    {
        var crossplane = new CrossplaneParts(stage);
        stage.Every(TimeSpan.FromSeconds(6), Period, start => Provision(stage, crossplane, start));
        stage.Every(TimeSpan.FromSeconds(8), Period, start => BeRefusedByTheCloud(stage, crossplane, start));
        stage.Every(TimeSpan.FromSeconds(10), Period, start => BeForbidden(stage, start));
    }

    private static void Provision(Stage stage, CrossplaneParts crossplane, TimeSpan start)
    {
        var work = new PlatformTry(stage, start, new TryScript(Dag, "create_orders_db", 15), "provisioner", ApiCaller.Python, 1, start);
        var claim = new ClaimLife(stage, crossplane, work.Task, Namespace, "orders-" + stage.Random.Suffix(5));
        var creation = claim.Creation(work.Caller, Marks(work));
        work.Ask(1.2, creation, () => claim.Begin(creation, 6));
        foreach (var second in (ReadOnlySpan<double>)[2.2, 4.2, 6.2, 8.2])
        {
            work.Ask(second, claim.Look(work.Caller));
        }

        stage.At(work.At(5), () => stage.Record(new AuditGarbled(stage.Now, 0)));
        work.Ask(11.2, claim.Deletion(work.Caller), claim.End);
        work.Ask(13.6, claim.Look(work.Caller).NotFound());
    }

    private static void BeRefusedByTheCloud(Stage stage, CrossplaneParts crossplane, TimeSpan start)
    {
        var script = new TryScript(Dag, "create_audit_db", 13)
        {
            Reason = new TrueReason(FailureCause.ResourceNotReady) { Untold = TryScript.Because(FailureCause.NoneSeen), Says = ["instances.rds.aws.upbound.io", "AccessDenied"] },
        };
        var work = new PlatformTry(stage, start, script, "provisioner", ApiCaller.Python, 1, start);
        var claim = new ClaimLife(stage, crossplane, work.Task, Namespace, "audit-" + stage.Random.Suffix(5));
        var creation = claim.Creation(work.Caller, Marks(work));
        work.Ask(1.2, creation, () => claim.Begin(creation, null));
        foreach (var second in (ReadOnlySpan<double>)[2.2, 5.2, 8.2, 11.2])
        {
            work.Ask(second, claim.Look(work.Caller));
        }

        // Its DAG leaves it where it is; somebody tidies up.
        var somebody = ApiCaller.Person("alice@example.com", "kubectl/v1.34.1 (linux/amd64) kubernetes/93248f9");
        stage.Ask(work.At(24), claim.Deletion(somebody), claim.End);
    }

    private static void BeForbidden(Stage stage, TimeSpan start)
    {
        var script = new TryScript(Dag, "create_admin_db", 5)
        {
            Reason = new TrueReason(FailureCause.Permission)
            {
                Untold = TryScript.Because(FailureCause.NoneSeen),
                Says = ["create of postgresqlinstances.database.example.org was forbidden for system:serviceaccount:airflow:reporter", "missing verb create"],
            },
        };
        var work = new PlatformTry(stage, start, script, "reporter", ApiCaller.Python, 1, start);

        // The API server does not read the body of what it forbids: the request has no name.
        work.Ask(2.2, new ApiRequest(work.Caller, "create", ResourceType.Claim, Namespace) { System = PlatformSystem.Crossplane }.Forbidden());
    }

    private static ImmutableSortedDictionary<string, string> Marks(PlatformTry work) => PodMaker.Map(
        ("airflow.example.com/dag-id", work.Pod.Run!.DagId),
        ("airflow.example.com/task-id", work.Pod.Run.TaskId),
        ("airflow.example.com/run-id", work.Pod.Run.RunId),
        ("airflow.example.com/try-number", work.Pod.Run.TryNumber.ToString(System.Globalization.CultureInfo.InvariantCulture)));
}
