using Windsock.FlowCollector.MeshMetrics.Targets;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Tests.MeshMetrics.Targets;

public sealed class WorkloadPodsTests
{
    private static readonly MeshPod Task = Pod("etl-load-x7k2");

    [Fact]
    public void A_pod_that_is_called_after_itself_and_is_the_only_one_is_certain() => Assert.Equal((Task, 1), Find("etl-load-x7k2", Task, Pod("other")));

    [Fact]
    public void A_pod_of_a_controller_is_never_certain_even_alone() => Assert.Equal((null, 1), Find("api", Pod("api-7d9f-abcde", controller: "api-7d9f")));

    [Fact]
    public void A_controller_that_may_be_called_so_too_makes_it_uncertain() => Assert.Equal((null, 2), Find("etl-load-x7k2", Task, Pod("x", controller: "etl-load-x7k2-123")));

    [Fact]
    public void A_pod_that_ended_since_the_last_look_makes_its_namesake_uncertain() =>
        Assert.Equal((null, 2), Find("etl-load-x7k2", Task, Task with { Uid = "older", EndSeenAt = new Instant(9) }));

    [Fact]
    public void A_label_may_give_any_pod_any_name()
    {
        Assert.Equal((null, 2), Find("etl-load-x7k2", Task, Pod("x", label: "etl-load-x7k2")));
        Assert.Equal((null, 1), Find("short", Pod("x", label: "short")));
        Assert.Equal((null, 0), Find("x", Pod("x", label: "short")));
    }

    [Fact]
    public void A_pod_that_was_named_from_a_prefix_is_not_certain() => Assert.Equal((null, 1), Find("etl-load-", Task));

    [Fact]
    public void Pods_of_other_namespaces_and_nodes_are_not_meant() =>
        Assert.Equal((Task, 1), Find("etl-load-x7k2", Task, Task with { Namespace = "other" }, Task with { NodeName = "node-2" }));

    private static MeshPod Pod(string name, string controller = "", string label = "") => new(
        name, "airflow", name, "node-1", IpAddress.FromIPv4(0x0A000007), TargetKind.None, controller, label, new Instant(1), new Instant(1), Instant.Missing, Endpoint.None);

    private static (MeshPod? Pod, int Candidates) Find(string workload, params MeshPod[] pods)
    {
        var found = WorkloadPods.Find(pods, "node-1", "airflow", workload, out var candidates);
        return (found, candidates);
    }
}
