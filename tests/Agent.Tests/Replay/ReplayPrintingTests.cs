using System.Text.Json;
using Windsock.Agent.Cli;
using Windsock.Agent.Replay;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Sources;
using Windsock.Pipeline.Accounting;

namespace Windsock.Agent.Tests.Replay;

public sealed class ReplayPrintingTests
{
    private static readonly Peer Postgres = new(PeerKind.Service, "data/postgres");
    private static readonly Peer Api = new(PeerKind.Dns, "api.example.com");

    [Fact]
    public void Flows_of_tasks_and_pods_are_shown_as_tables() => Golden.Matches("Replay/Golden/airflow.txt", Table(SomeAirflow(), SomeLedger()));

    [Fact]
    public void A_narrow_terminal_wraps_lists_but_keeps_numbers_whole() =>
        Golden.Matches("Replay/Golden/airflow_narrow.txt", Table(SomeAirflow(), SomeLedger(), width: 100));

    [Fact]
    public void Flows_of_tasks_and_pods_are_written_as_json() => Golden.Matches("Replay/Golden/airflow.json", ReplayJson.Render(SomeAirflow().Summarize(), SomeLedger()));

    [Fact]
    public void Without_Airflow_the_pods_of_the_flows_themselves_are_shown() => Golden.Matches("Replay/Golden/no_airflow.txt", Table(WithoutAirflow(), new SourceLedger("replay")));

    [Fact]
    public void An_empty_recording_says_so() => Golden.Matches("Replay/Golden/empty.txt", Table(new ReplayReport(), new SourceLedger("replay")));

    [Fact]
    public void Only_the_busiest_rows_are_shown_and_the_rest_is_named()
    {
        var text = Table(SomeAirflow(), SomeLedger(), top: 1);

        Assert.Contains("... and 1 more; --top 0 shows all", text, StringComparison.Ordinal);
        Assert.Contains("... and 5 more; --top 0 shows all", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_from_the_network_cannot_steer_the_terminal()
    {
        var report = new ReplayReport();
        report.Observe(Some.Batch((Some.Flow(Some.Pod("a\u001b[2J", "b\r\nc[red]"), Endpoint.None), Unknown())));

        var text = Table(report, new SourceLedger("replay"));
        Assert.DoesNotContain('\u001b', text);
        Assert.Contains("b??c[red]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_of_the_flows_does_not_change_the_result()
    {
        var flows = AirflowFlows();
        var backward = new ReplayReport();
        foreach (var flow in flows.Reverse())
        {
            backward.Observe(Some.Batch(flow));
        }

        Assert.Equal(ReplayJson.Render(SomeAirflow().Summarize(), SomeLedger()), ReplayJson.Render(backward.Summarize(), SomeLedger()));
    }

    [Fact]
    public void Sums_stay_exact_when_peers_no_longer_fit()
    {
        var report = new ReplayReport();
        for (var i = 0; i < 1_000; i++)
        {
            var peer = new Peer(PeerKind.Dns, $"host-{i}.example.com");
            report.Observe(Some.Batch((Some.Flow(Some.Pod("airflow", "p"), Endpoint.None), new FlowAttribution(Some.Task("d", "t", "p"), Some.World, peer, Peer.Unknown, AttributionKind.Task, AttributionClass.Exact))));
        }

        var peers = report.Summarize().Dags.Single().Tally.Peers;
        Assert.Equal(201, peers.Length);
        Assert.Equal(1_000, peers.Sum(peer => peer.Count));
        Assert.Equal(new NamedCount("_other", 800), peers[0]);
    }

    [Fact]
    public void A_side_that_does_not_decide_is_no_flow_of_its_dag_here()
    {
        var report = new ReplayReport();
        var elsewhere = Some.Task("d", "t", "p") with { Decides = false };
        report.Observe(Some.Batch((Some.Flow(Some.Pod("airflow", "p"), Endpoint.None), new FlowAttribution(elsewhere, Some.Nobody, Postgres, Peer.Unknown, AttributionKind.Other, AttributionClass.Unknown))));

        Assert.Empty(report.Summarize().Dags);
        Assert.Equal(1, report.Summarize().Pods.Single().Tally.Flows);
    }

    [Fact]
    public void A_pod_that_talks_to_itself_counts_once()
    {
        var report = new ReplayReport();
        report.Observe(Some.Batch((Some.Flow(Some.Pod("a", "p"), Some.Pod("a", "p")), Unknown())));

        Assert.Equal(1, report.Summarize().Pods.Single().Tally.Flows);
    }

    [Fact]
    public void Json_has_every_row_whatever_the_tables_show()
    {
        using var json = JsonDocument.Parse(Print(SomeAirflow(), SomeLedger(), OutputFormat.Json, top: 1));

        Assert.Equal(2, json.RootElement.GetProperty("dags").GetArrayLength());
        Assert.Equal(6, json.RootElement.GetProperty("pods").GetArrayLength());
    }

    private static string Table(ReplayReport report, SourceLedger ledger, int width = CliConsole.Unbroken, int top = 20) => Print(report, ledger, OutputFormat.Table, top, width);

    private static string Print(ReplayReport report, SourceLedger ledger, OutputFormat output, int top, int width = CliConsole.Unbroken)
    {
        using var writer = new StringWriter();
        ReplayPrinter.Print(report.Summarize(), ledger, output, top, new CliConsole(writer, TextWriter.Null, false, width));
        return writer.ToString();
    }

    private static FlowAttribution Unknown() => new(Some.Nobody, Some.Nobody, Peer.Unknown, Peer.Unknown, AttributionKind.Other, AttributionClass.Unknown);

    private static SourceLedger SomeLedger()
    {
        var ledger = new SourceLedger("replay");
        ledger.CountDecoded(1_243);
        ledger.CountUndecodable(DecodeFailure.Malformed, 2);
        ledger.CountLost(LossReason.HubbleRingBuffer, 17);
        return ledger;
    }

    private static ReplayReport SomeAirflow()
    {
        var report = new ReplayReport();
        foreach (var chunk in AirflowFlows().Chunk(FlowBatch.MaxCount))
        {
            report.Observe(Some.Batch(chunk));
        }

        return report;
    }

    private static (Flow, FlowAttribution)[] AirflowFlows()
    {
        var load = Some.Task("etl_daily", "load", "etl-daily-load-x7");
        var extract = Some.Task("etl_daily", "extract", "etl-daily-extract-q2", AttributionClass.Inferred);
        var train = Some.Task("ml_training", "train", "ml-training-train-9z");
        var (loadPod, extractPod, trainPod) = (Some.Pod("airflow", "etl-daily-load-x7"), Some.Pod("airflow", "etl-daily-extract-q2"), Some.Pod("airflow", "ml-training-train-9z"));
        var (postgres, scheduler, stranger) = (Some.Pod("data", "postgres-0"), Some.Pod("airflow", "scheduler-5c"), Some.Pod("shop", "cart-1"));
        var flows = new List<(Flow, FlowAttribution)>();

        Add(1_100, Some.Flow(loadPod, postgres), load, Some.Other("data", "postgres-0"), Postgres, new Peer(PeerKind.Task, "airflow/etl_daily.load"));
        Add(40, Some.Flow(extractPod, Endpoint.None, 60) with { L7 = Some.Http(200) }, extract, Some.World, Api, Peer.Unknown);
        Add(3, Some.Flow(extractPod, Endpoint.None, 61) with { L7 = Some.Http(503) }, extract, Some.World, Api, Peer.Unknown);
        Add(5, Some.Flow(trainPod, Endpoint.None, 70) with { Verdict = Verdict.Dropped, DropReason = DropReason.PolicyDenied }, train, Some.World, new Peer(PeerKind.Entity, "world"), Peer.Unknown);
        Add(2, Some.Flow(trainPod, Endpoint.None, 71) with { L7 = Some.Dns(3) }, train, Some.World, new Peer(PeerKind.Service, "kube-system/kube-dns"), Peer.Unknown);
        Add(1, Some.Flow(trainPod, Endpoint.None, 72) with { Verdict = Verdict.Audit }, train, Some.World, new Peer(PeerKind.Cidr, "10.0.0.0/8"), Peer.Unknown);
        Add(1, Some.Flow(trainPod, Endpoint.None, 72), train, Some.World, Api, Peer.Unknown);

        // A reply: the task is the destination of the packet and still the client of the connection.
        Add(1, Some.Flow(postgres, loadPod, 80) with { Reply = ReplyState.Reply }, load, Some.Other("data", "postgres-0"), Postgres, new Peer(PeerKind.Task, "airflow/etl_daily.load"));
        Add(40, Some.Flow(scheduler, postgres, 5), Some.Component("scheduler", "scheduler-5c"), Some.Other("data", "postgres-0"), Postgres, new Peer(PeerKind.Workload, "airflow/scheduler"));
        Add(50, Some.Flow(stranger, Endpoint.None, 3_600 * 15), Some.Other("shop", "cart-1"), Some.World, Api, Peer.Unknown);
        return [.. flows];

        void Add(int count, Flow flow, SideAttribution client, SideAttribution server, Peer serverAsPeer, Peer clientAsPeer)
        {
            var kind = client.IsTask ? AttributionKind.Task : client.Owner?.Kind == OwnerKind.Component ? AttributionKind.Component : AttributionKind.Other;
            for (var i = 0; i < count; i++)
            {
                flows.Add((flow, new FlowAttribution(client, server, serverAsPeer, clientAsPeer, kind, client.Class)));
            }
        }
    }

    private static ReplayReport WithoutAirflow()
    {
        var report = new ReplayReport();
        var (cart, orders) = (Some.Pod("shop", "cart-1"), Some.Pod("shop", "orders-77f9-x"));
        var unknown = new FlowAttribution(Some.Nobody, Some.Nobody, new Peer(PeerKind.Workload, "shop/orders"), new Peer(PeerKind.Workload, "shop/cart"), AttributionKind.Other, AttributionClass.Unknown);
        report.Observe(Some.Batch(
            (Some.Flow(cart, orders), unknown),
            (Some.Flow(cart, orders, 1), unknown),
            (Some.Flow(orders, cart, 2) with { Reply = ReplyState.Reply }, unknown),
            (Some.Flow(Endpoint.None, orders, 3), unknown with { ClientAsPeer = new Peer(PeerKind.Entity, "world") })));
        return report;
    }
}
