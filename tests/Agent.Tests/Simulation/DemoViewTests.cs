using Spectre.Console;
using Windsock.Agent.Simulation.Demo;
using Windsock.Agent.Simulation.Receiver;
using Windsock.Agent.Simulation.Reconciliation;
using Windsock.Agent.Simulation.Reconciliation.Alerts;
using Windsock.Agent.Simulation.Reconciliation.Diagnoses;
using Windsock.Model.Tries;

namespace Windsock.Agent.Tests.Simulation;

public sealed class DemoViewTests
{
    private const string Before = """
        windsock_source_events_total{source="hubble"} 100
        windsock_flow_events_total{namespace="airflow",dag_id="sales [etl]",task_id="load",direction="egress",verdict="forwarded",protocol="tcp",peer_kind="service"} 10
        windsock_peer_connections_total{namespace="airflow",dag_id="sales [etl]",task_id="load",peer="data/old"} 4
        """;

    private const string After = """
        windsock_source_events_total{source="hubble"} 700
        windsock_source_lost_events_total{source="hubble",reason="unknown"} 5
        windsock_attribution_total{kind="task",class="exact"} 650
        windsock_attribution_total{kind="other",class="unknown"} 45
        windsock_flow_events_total{namespace="airflow",dag_id="sales [etl]",task_id="load",direction="egress",verdict="forwarded",protocol="tcp",peer_kind="service"} 38
        windsock_flow_events_total{namespace="airflow",dag_id="sales [etl]",task_id="load",direction="egress",verdict="dropped",protocol="tcp",peer_kind="dns"} 2
        windsock_drops_total{namespace="airflow",dag_id="sales [etl]",task_id="load",direction="egress",reason="policy_denied",peer_kind="dns"} 2
        windsock_http_requests_total{namespace="airflow",dag_id="sales [etl]",task_id="load",direction="egress",method="GET",code="200"} 9
        windsock_http_requests_total{namespace="airflow",dag_id="sales [etl]",task_id="load",direction="egress",method="GET",code="503"} 3
        windsock_dns_queries_total{namespace="airflow",dag_id="sales [etl]",task_id="load",rcode="noerror"} 8
        windsock_dns_queries_total{namespace="airflow",dag_id="sales [etl]",task_id="load",rcode="nxdomain"} 1
        windsock_peer_connections_total{namespace="airflow",dag_id="sales [etl]",task_id="load",peer="data/old"} 4
        windsock_peer_connections_total{namespace="airflow",dag_id="sales [etl]",task_id="load",peer="data/warehouse"} 1
        """;

    [Fact]
    public void A_frame_shows_what_changed_between_two_pages()
    {
        var frame = Frame();

        Assert.Equal(300, frame.FlowsPerSecond, 0.001);
        Assert.Equal(new ClassFigures(650, 0, 0, 45), frame.Classes);
        Assert.Equal(5, frame.Source.Lost);
        Assert.Equal(new TaskRow("sales [etl]", "load", 15, 38, 2, 3, 1, "data/warehouse"), Assert.Single(frame.Tasks));
    }

    [Fact]
    public void The_live_table_shows_ids_that_look_like_markup_as_they_are()
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 130;

        console.Write(LiveView.Render(Frame(), width: 120));

        Assert.Matches(@"sales \[etl\]\s+│ load\s+│\s+15\.0 │\s+38 │\s+2 │\s+3 │\s+1 │ data/warehouse", output.ToString());
        Assert.Contains("exact 650   inferred 0   ambiguous 0   unknown 45", output.ToString());
    }

    [Fact]
    public async Task Plain_lines_name_the_busiest_tasks()
    {
        using var output = new StringWriter();

        await new PlainView(output).ShowAsync(show =>
        {
            show(Frame());
            return Task.CompletedTask;
        });

        Assert.Contains("300 flows/s  received 700", output.ToString());
        Assert.Contains("sales [etl].load: 15.0 flows/s, 2 dropped, 3 HTTP errors, 1 DNS failures, last peer data/warehouse", output.ToString());
    }

    [Fact]
    public void A_screen_that_is_too_low_shows_the_busiest_tasks_in_their_order_and_how_many_there_are_besides()
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 120;
        TaskRow Row(string dag, double rate) => new(dag, "task", rate, 1, 0, 0, 0, "peer");
        var frame = Frame() with { Tasks = [Row("alpha", 1), Row("beta", 0), Row("gamma", 5), Row("delta", 0.5)] };

        console.Write(LiveView.Render(frame, width: 120, most: 2));

        Assert.Matches("(?s)alpha.*gamma.*and 2 more tasks", output.ToString());
        Assert.DoesNotMatch("beta|delta", output.ToString());
    }

    [Fact]
    public async Task Plain_lines_say_what_is_waited_for()
    {
        using var output = new StringWriter();

        await new PlainView(output).ShowAsync(show =>
        {
            show(Frame() with { IsStandstill = true });
            return Task.CompletedTask;
        });

        Assert.Equal("   12s  the world stands still: the agent decides how the last tries ended and tells of it, which takes up to 30 s\n", output.ToString());
    }

    [Fact]
    public void The_report_says_what_is_off_and_by_how_much()
    {
        var report = new ReconciliationReport([new Equation("received = decoded", 10, 10), new Equation("lost", 3, 1)], DiagnosisReport.Empty);

        var table = ReportText.Table(report, TimeSpan.FromSeconds(30), 7);

        Assert.Contains("OFF  lost", table);
        Assert.Contains("off by -2", table);
        Assert.Contains("1 of 2 equations are off.", table);
        Assert.DoesNotContain("request to the platform", table);
        Assert.Contains("\"holds\": false", ReportJson.Of(report, TimeSpan.FromSeconds(30), 7));
    }

    [Fact]
    public void The_report_is_as_people_know_it()
    {
        var (right, wrong, missed) = (SomeTries.Failed("charge_cards", FailureCause.PolicyDenied, 14), SomeTries.Failed("pull", FailureCause.Timeout, 19), SomeTries.Failed("fit", FailureCause.NoneSeen, 20));
        var report = new ReconciliationReport(
            [new Equation("received = decoded", 9_000, 9_000), new Equation("connections of all 40 task sides (truth) = counted", 700, 703, 5), new Equation("connections invoices refused", 3, 1),
                new Equation("requests and log entries taken (truth) = attributed", 141, 141), new Equation("windsock_platform_actions_total: sum of 9 series (truth) = sum of 10", 38, 39, 2) { DoubtBecause = "a cloud's log does not name the pod" }],
            DiagnosisReport.Of(
                [right, wrong, missed],
                [SomeTries.ToldRightly(right), SomeTries.ToldRightly(wrong) with { Causes = [new ToldCause("reset", "high", "data/other", 22, "")] }]));

        Golden.Matches("Simulation/Golden/demo_report.txt", ReportText.Table(report with { Alerts = SomeAlerts() }, TimeSpan.FromSeconds(30), 7));
    }

    [Fact]
    public void The_last_line_says_that_all_alerts_arrived()
    {
        var scan = AlertReportTests.SomeIncident("fan_out", "scan");
        var alerts = new AlertReport([new IncidentRow(scan, true, TimeSpan.FromSeconds(21), 1)], [], new InboxFigures(1, 1, 0, 0, 0));
        var report = new ReconciliationReport([new Equation("received = decoded", 10, 10)], DiagnosisReport.Empty) { Alerts = alerts };

        Assert.EndsWith("\nAlerts hold: 1 of 1 incident arrived, none without a cause; 1 message, 1 sent again, all signatures right.\n", ReportText.Table(report, TimeSpan.FromSeconds(30), 7));
    }

    [Fact]
    public void Scripts_read_of_each_incident_and_of_each_false_alarm()
    {
        var json = ReportJson.Of(new ReconciliationReport([new Equation("received = decoded", 10, 10)], DiagnosisReport.Empty) { Alerts = SomeAlerts() }, TimeSpan.FromSeconds(30), 7);

        Assert.Matches("(?s)\"holds\": false.*\"alerts\": {\\s*\"holds\": false,\\s*\"recall\": 0.5,\\s*\"due\": 2,\\s*\"arrived\": 1", json);
        Assert.Matches("(?s)\"rule\": \"egress_denied\",\\s*\"subject\": \"airflow-jobs/dag.charge\".*\"arrivedAfterSeconds\": null", json);
        Assert.Matches("(?s)\"falseAlarms\": .*\"rule\": \"connection_surge\"", json);
    }

    private static AlertReport SomeAlerts()
    {
        var (scan, denied, other) = (AlertReportTests.SomeIncident("fan_out", "scan"), AlertReportTests.SomeIncident("egress_denied", "charge"), AlertReportTests.SomeIncident("connection_surge", "load"));
        return AlertReport.Of(
            [scan, denied],
            new Agent.Simulation.Truth.IncidentEvidence(),
            [AlertReportTests.Message(21, scan), AlertReportTests.Message(22, other), AlertReportTests.Message(25, scan)],
            new InboxFigures(3, 1, 2, 0, 0),
            SomeWorld.Noon,
            TimeSpan.FromSeconds(30));
    }

    private static DemoFrame Frame()
    {
        var reader = new FrameReader();
        reader.Read(MetricsPage.Parse(Before), TimeSpan.FromSeconds(10));
        return reader.Read(MetricsPage.Parse(After), TimeSpan.FromSeconds(12));
    }
}
