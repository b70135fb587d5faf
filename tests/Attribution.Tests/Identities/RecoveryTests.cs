using Windsock.Attribution.Identities;
using Windsock.Model.Cluster;
using Windsock.Model.Identity;

namespace Windsock.Attribution.Tests.Identities;

public sealed class RecoveryTests
{
    private const string Dag = "_private_dag";
    private const string Run = "nightly 7";

    private static readonly PodState Executor = Some.ExecutorPod("launcher-1", "10.0.0.9", dag: Dag);

    private static readonly PodState Operated = Some.OperatorPod(
        "work-1", "10.0.0.1", ("dag_id", LabelSafe.Of(Dag)), ("task_id", "load"), ("run_id", LabelSafe.Of(Run)), ("try_number", "1"));

    [Fact]
    public void Ids_are_recovered_from_a_sibling_that_was_there_first() =>
        AssertRecovered(new AttributorFixture().Apply(Executor).Apply(Operated));

    [Fact]
    public void Ids_are_recovered_when_the_sibling_appears_later_and_only_for_later_flows()
    {
        var fixture = new AttributorFixture().Apply(Operated);
        var before = fixture.Client(Operated, "10.0.0.1").Owner!;
        Assert.Equal(IdForm.Hashed, before.Try!.Ids);
        Assert.Equal(LabelSafe.Of(Run), before.Try.RunId);

        fixture.Apply(Executor, at: 102);

        AssertRecovered(fixture);
        Assert.Equal(IdForm.Hashed, before.Try.Ids);
    }

    [Fact]
    public void Ids_are_recovered_from_a_sibling_that_is_gone_and_forgotten()
    {
        var fixture = new AttributorFixture(options => options.TombstoneSeconds = 10)
            .Apply(Executor).Remove(Executor, at: 102).Reach(200);
        Assert.Equal(0, fixture.Attributor.Counts.Tombstones);

        AssertRecovered(fixture.Apply(Operated, at: 201));
    }

    [Fact]
    public void A_pod_that_a_later_try_adopted_keeps_its_own_try_number()
    {
        var secondTry = Executor with { Annotations = Executor.Annotations.SetItem("try_number", "2") };

        var attempt = AssertRecovered(new AttributorFixture().Apply(secondTry).Apply(Operated));

        Assert.Equal(1, attempt.TryNumber);
    }

    [Fact]
    public void Siblings_of_another_namespace_run_or_map_index_do_not_count()
    {
        var elsewhere = Executor with { Uid = "uid-a", Namespace = "airflow-2" };
        var otherRun = Executor with { Uid = "uid-b", Name = "b", Annotations = Executor.Annotations.SetItem("run_id", "nightly 8") };
        var mapped = Executor with { Uid = "uid-c", Name = "c", Annotations = Executor.Annotations.SetItem("map_index", "0") };
        var fixture = new AttributorFixture(options => options.AirflowNamespaces = ["*"])
            .Apply(elsewhere).Apply(otherRun).Apply(mapped).Apply(Operated);

        Assert.Equal(IdForm.Hashed, fixture.Client(Operated, "10.0.0.1").Owner!.Try!.Ids);
    }

    [Fact]
    public void An_unbelieved_sibling_teaches_nothing()
    {
        // A sibling in the same namespace is as believed as the pod itself, so the claim has to come from elsewhere.
        var fixture = new AttributorFixture().Apply(Executor with { Namespace = "stranger", Uid = "uid-s" }).Apply(Operated);

        Assert.Equal(IdForm.Hashed, fixture.Client(Operated, "10.0.0.1").Owner!.Try!.Ids);
    }

    [Fact]
    public void Memory_of_siblings_is_bounded_and_counted()
    {
        var fixture = new AttributorFixture(options => options.MaxTombstones = 10);
        for (var index = 0; index < 20_010; index++)
        {
            var pod = Some.ExecutorPod($"p{index}", "") with
            {
                Annotations = Some.Map(("dag_id", "d"), ("task_id", "t"), ("run_id", $"r {index}")),
            };
            fixture.Apply(pod).Remove(pod, at: 101);
        }

        Assert.Equal(10, fixture.Attributor.Counts.EvictedBecause(EvictionReason.SiblingLimit));
        Assert.Equal(10, fixture.Attributor.Counts.Tombstones);
        Assert.Equal(20_000, fixture.Attributor.Counts.EvictedBecause(EvictionReason.TombstoneLimit));
    }

    private static TaskTry AssertRecovered(AttributorFixture fixture)
    {
        var owner = fixture.Client(Operated, "10.0.0.1").Owner!;
        Assert.Equal((Dag, "load", Run, IdForm.Recovered), (owner.Task!.DagId, owner.Task.TaskId, owner.Try!.RunId, owner.Try.Ids));
        Assert.Equal((PodRole.Operator, "uid-work-1"), (owner.Role, owner.PodUid));
        return owner.Try;
    }
}
