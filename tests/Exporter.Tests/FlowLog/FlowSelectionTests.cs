using Windsock.Exporter.FlowLog;
using Windsock.Exporter.Tests.Prometheus;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Tests.FlowLog;

public sealed class FlowSelectionTests
{
    private static readonly Owner Load = Some.TaskPod("etl", "load");
    private static readonly Owner Fit = Some.TaskPod("train", "fit", ns: "ml", run: "manual__2");

    [Fact]
    public void A_flow_between_two_tasks_makes_a_record_of_each() => Assert.Equal(FlowSides.Client | FlowSides.Server, Sides(new FlowSelection(), Between()));

    [Fact]
    public void A_side_that_another_node_accounts_for_makes_none() =>
        Assert.Equal(FlowSides.Client, Sides(new FlowSelection(), Between() with { Server = Some.Deciding(Fit) with { Decides = false } }));

    [Fact]
    public void Flows_of_strangers_are_told_only_when_all_are_wanted()
    {
        var stranger = SomeRecords.Stranger();

        Assert.Equal(FlowSides.None, new FlowSelection().SidesOf(stranger.Flow, stranger.Attribution, Some.Noon));
        Assert.Equal(FlowSides.Client, new FlowSelection { All = true }.SidesOf(stranger.Flow, stranger.Attribution, Some.Noon));
    }

    [Fact]
    public void Each_list_of_a_filter_narrows_to_what_it_names()
    {
        Only(FlowSides.Client, new FlowFilter { Dags = Names("etl") });
        Only(FlowSides.Client, new FlowFilter { Tasks = Names("nothing", "lo*") });
        Only(FlowSides.Server, new FlowFilter { Namespaces = Names("ml") });
        Only(FlowSides.Server, new FlowFilter { Runs = Names("manual__2") });
        Only(FlowSides.Server, new FlowFilter { Peers = Names("airflow/etl.*") });
        Only(FlowSides.Server, new FlowFilter { Directions = [TrafficDirection.Ingress] });
        Only(FlowSides.None, new FlowFilter { Verdicts = [Verdict.Dropped] });
        Only(FlowSides.None, new FlowFilter { Types = [FlowType.L7] });
        Only(FlowSides.None, new FlowFilter { Classes = [AttributionClass.Inferred] });
        Only(FlowSides.None, new FlowFilter { Dags = Names("etl"), Directions = [TrafficDirection.Ingress] });
        Only(FlowSides.Client | FlowSides.Server, FlowFilter.None);

        static void Only(FlowSides expected, FlowFilter filter)
        {
            Assert.Equal(expected, Sides(new FlowSelection { Allow = [filter] }, Between()));
            Assert.Equal((FlowSides.Client | FlowSides.Server) & ~expected, Sides(new FlowSelection { Deny = [filter] }, Between()));
        }
    }

    [Fact]
    public void What_is_denied_is_not_told_although_it_is_allowed() => Assert.Equal(
        FlowSides.Server,
        Sides(new FlowSelection { Allow = [new FlowFilter { Dags = Names("etl") }, new FlowFilter { Dags = Names("train") }], Deny = [new FlowFilter { Tasks = Names("load") }] }, Between()));

    [Fact]
    public void Who_is_no_task_has_no_dag_that_a_star_would_fit()
    {
        var scheduler = SomeRecords.Component();

        Assert.Equal(FlowSides.Client, new FlowSelection().SidesOf(scheduler.Flow, scheduler.Attribution, Some.Noon));
        Assert.Equal(FlowSides.None, new FlowSelection { Allow = [new FlowFilter { Dags = Names("*") }] }.SidesOf(scheduler.Flow, scheduler.Attribution, Some.Noon));
    }

    private static FlowAttribution Between() => new(
        Some.Deciding(Load), Some.Deciding(Fit), new Peer(PeerKind.Task, "ml/train.fit"), new Peer(PeerKind.Task, "airflow/etl.load"), AttributionKind.Task, AttributionClass.Exact);

    private static System.Collections.Immutable.ImmutableArray<NamePattern> Names(params string[] names) => [.. names.Select(name => new NamePattern(name))];

    private static FlowSides Sides(FlowSelection selection, FlowAttribution attribution) => selection.SidesOf(Some.Flow(), attribution, Some.Noon);
}
