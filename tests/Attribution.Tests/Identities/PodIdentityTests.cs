using Windsock.Model.Cluster;
using Windsock.Model.Identity;

namespace Windsock.Attribution.Tests.Identities;

public sealed class PodIdentityTests
{
    public static TheoryData<string> GoldenNames => [.. GoldenPods.All.Select(golden => golden.Name)];

    [Theory]
    [MemberData(nameof(GoldenNames))]
    public void Every_kind_of_airflow_pod_is_what_it_is(string name)
    {
        var (_, pod, expected) = GoldenPods.All.Single(golden => golden.Name == name);
        var fixture = new AttributorFixture(options => options.AirflowNamespaces = ["*"]).Apply(pod);

        var side = fixture.Client(pod, "10.0.0.1");

        Assert.Equal(AttributionClass.Exact, side.Class);
        Assert.Equal(expected, Describe(side.Owner!));
        Assert.False(side.Owner!.ClaimsAirflow);
        Assert.Equal((pod.Uid, pod.Name, pod.Namespace, pod.NodeName), (side.Owner.PodUid, side.Owner.PodName, side.Owner.Namespace, side.Owner.NodeName));
    }

    [Theory]
    [MemberData(nameof(GoldenNames))]
    public void Outside_the_airflow_namespaces_nobody_is_believed(string name)
    {
        var (_, pod, expected) = GoldenPods.All.Single(golden => golden.Name == name);
        var fixture = new AttributorFixture(options => options.AirflowNamespaces = ["elsewhere"]).Apply(pod);

        var owner = fixture.Client(pod, "10.0.0.1").Owner!;

        Assert.Equal("OtherPod None", Describe(owner));
        var hasMarker = !expected.StartsWith("OtherPod", StringComparison.Ordinal) || name.Contains("a marker, but no ids", StringComparison.Ordinal);
        Assert.Equal(hasMarker, owner.ClaimsAirflow);
        Assert.Equal(hasMarker ? 1 : 0, fixture.Attributor.Counts.ClaimingPods);
    }

    [Fact]
    public void A_pods_claim_is_frozen_when_it_is_first_seen()
    {
        var pod = Some.ExecutorPod();
        var fixture = new AttributorFixture().Apply(pod);
        var before = fixture.Client(pod, "10.0.0.1").Owner;

        fixture.Apply(Some.ExecutorPod(dag: "other", task: "thing"), at: 105);

        Assert.Same(before, fixture.Client(pod, "10.0.0.1").Owner);
    }

    [Fact]
    public void Node_service_account_and_cloud_identity_are_added_when_they_become_known()
    {
        var pod = Some.ExecutorPod() with { ServiceAccount = "runner" };
        var fixture = new AttributorFixture(options => options.Scope = AttributionScope.Cluster).Apply(pod with { NodeName = "" });
        Assert.Equal("", fixture.Client(pod, "10.0.0.1").Owner!.NodeName);

        fixture.Apply(pod, at: 102);
        fixture.Attributor.Apply(new ServiceAccountApplied(new ServiceAccountState(Some.Namespace, "runner", "runner@example.iam"), Some.At(103)));

        var owner = fixture.Client(pod, "10.0.0.1").Owner!;
        Assert.Equal((Some.Node, "runner", "runner@example.iam"), (owner.NodeName, owner.ServiceAccount, owner.CloudIdentity));
        Assert.Equal("etl", owner.Task!.DagId);

        fixture.Attributor.Apply(new ServiceAccountRemoved(Some.Namespace, "runner", Some.At(104)));
        fixture.Apply(pod, at: 105);
        Assert.Same(owner, fixture.Client(pod, "10.0.0.1").Owner);
    }

    [Fact]
    public void Both_pods_of_one_try_are_one_task_with_different_roles()
    {
        var launcher = Some.ExecutorPod();
        var worker = Some.OperatorPod("work-1", "10.0.0.2", ("dag_id", "etl"), ("task_id", "load"), ("run_id", "nightly7"), ("try_number", "1"));
        var fixture = new AttributorFixture().Apply(launcher).Apply(worker);

        var left = fixture.Client(launcher, "10.0.0.1").Owner!;
        var right = fixture.Client(worker, "10.0.0.2").Owner!;

        Assert.Equal(left.Task, right.Task);
        Assert.Equal((PodRole.Executor, PodRole.Operator), (left.Role, right.Role));
    }

    private static string Describe(Owner owner)
    {
        var text = owner.Try is { } attempt
            ? $"{owner.Kind} {owner.Role} {attempt.Task.DagId}.{attempt.Task.TaskId} run={attempt.RunId} date={attempt.ExecutionDate} try={attempt.TryNumber} map={attempt.MapIndex} {attempt.Ids}"
            : $"{owner.Kind} {owner.Role} {owner.Component}".TrimEnd();
        return owner.Release.Length > 0 ? $"{text} release={owner.Release}" : text;
    }
}
