using System.Collections.Immutable;
using Windsock.Evaluation.Traces.Clusters;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Evaluation.Traces.Runs;

/// <summary>One try as it really goes: decided in full before any of it is encoded.</summary>
internal sealed class TryRun
{
    public required DagPlan Dag { get; init; }

    public required TaskPlan Task { get; init; }

    public required string RunId { get; init; }

    public required int Number { get; init; }

    public required int MapIndex { get; init; }

    /// <summary>When its container begins.</summary>
    public required Instant Start { get; init; }

    public required Instant End { get; set; }

    public required string PodUid { get; init; }

    public required string PodName { get; init; }

    public required IpAddress Ip { get; init; }

    public string ServiceAccount { get; set; } = "";

    public string CloudIdentity { get; set; } = "";

    public bool HasSidecar { get; set; }

    public bool IsFailed { get; set; }

    /// <summary>Cilium's numeric identity.</summary>
    public uint Identity { get; set; }

    /// <summary>Cilium's identity holds the labels of the run.</summary>
    public bool HasIdentityOfItsOwn { get; set; }

    public List<Dial> Dials { get; } = [];

    public List<Question> Questions { get; } = [];

    public string Principal => ClusterPlan.PrincipalOf(Dag.Namespace, ServiceAccount);

    /// <summary>As its flows and its pod show it; the same object for all of them.</summary>
    public Owner Owner => field ??= new Owner
    {
        Kind = OwnerKind.Task,
        Role = PodRole.Operator,
        Try = new TaskTry(Task.Key, RunId, Number, MapIndex, IdForm.Raw),
        PodUid = PodUid,
        Namespace = Dag.Namespace,
        PodName = PodName,
        NodeName = "worker-1",
        ServiceAccount = ServiceAccount,
        CloudIdentity = CloudIdentity,
    };

    public Endpoint Endpoint => field ??= new Endpoint
    {
        Id = 1 + (Identity % 4_000),
        Identity = Identity,
        Namespace = Dag.Namespace,
        PodName = PodName,
        Labels = LabelsOfIdentity(),
    };

    public Caller Caller => field ??= new Caller(
        Ip, Endpoint, Task.Key.DagId, new SideAttribution(Owner, AttributionClass.Exact, AttributionReason.None, true), AttributionKind.Task);

    private ImmutableArray<string> LabelsOfIdentity()
    {
        ImmutableArray<string> labels = [$"k8s:io.kubernetes.pod.namespace={Dag.Namespace}", $"k8s:io.cilium.k8s.policy.serviceaccount={ServiceAccount}"];
        return HasIdentityOfItsOwn ? labels.AddRange($"k8s:dag_id={Dag.Id}", $"k8s:task_id={Task.Key.TaskId}", $"k8s:run_id={RunId}", $"k8s:try_number={Number}") : labels;
    }
}
