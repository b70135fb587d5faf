using System.Globalization;
using System.Text;
using Windsock.Agent.Simulation.HubbleServer;
using Windsock.Agent.Simulation.Reconciliation;
using Windsock.Agent.Simulation.Reconciliation.Diagnoses;
using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.World;
using Windsock.Model.Sources;

namespace Windsock.Agent.Tests.Simulation;

public sealed class ReconcilerTests
{
    private static readonly TimeSpan Played = TimeSpan.FromSeconds(21);
    private static readonly (TruthLedger Truth, DeliveryRecord Delivery, List<string> Page) Balanced = Make();

    [Fact]
    public void A_page_that_says_the_truth_holds()
    {
        var report = Compare(Balanced.Page);

        Assert.True(report.Holds, string.Join('\n', report.Equations.Where(equation => !equation.Holds)));
        Assert.InRange(report.Equations.Length, 30, 60);
    }

    [Fact]
    public void Every_number_of_the_page_is_missed_when_it_is_off_by_one()
    {
        for (var line = 0; line < Balanced.Page.Count; line++)
        {
            foreach (var difference in new[] { 1, -1 })
            {
                var page = Balanced.Page.ToList();
                var space = page[line].LastIndexOf(' ');
                var value = long.Parse(page[line].AsSpan(space + 1), NumberStyles.Integer, CultureInfo.InvariantCulture) + difference;
                page[line] = string.Create(CultureInfo.InvariantCulture, $"{page[line][..space]} {value}");

                Assert.False(Compare(page).Holds, page[line]);
            }
        }
    }

    [Fact]
    public void A_series_that_the_truth_does_not_know_is_off()
    {
        var report = Compare([.. Balanced.Page, "windsock_drops_total{namespace=\"airflow\",dag_id=\"x\",task_id=\"y\",direction=\"egress\",reason=\"policy_denied\",peer_kind=\"dns\"} 1"]);

        Assert.Contains(report.Equations, equation => !equation.Holds && equation.Name.Contains("dag_id=x", StringComparison.Ordinal));
    }

    [Fact]
    public void An_empty_page_is_off() => Assert.False(Compare([]).Holds);

    [Fact]
    public void An_empty_report_does_not_hold() => Assert.False(new ReconciliationReport([], DiagnosisReport.Empty).Holds);

    [Fact]
    public void A_wrong_diagnosis_makes_balanced_books_not_hold()
    {
        var tries = ToldAsItWas();
        var first = tries.FindIndex(told => !told.Causes.IsEmpty);
        tries[first] = tries[first] with { Causes = [new ToldCause("reset", "high", "x", 1, "")] };

        Assert.False(Compare(Balanced.Page, tries).Holds);
    }

    [Fact]
    public void Connections_and_tries_are_decided_only_when_all_are_counted()
    {
        var reconciler = new Reconciler(Balanced.Truth, Balanced.Delivery);

        Assert.True(reconciler.IsDecided(Played, HistoryOf(Balanced.Page).Totals));
        Assert.False(reconciler.IsDecided(Played, HistoryOf([.. Balanced.Page.Where(line => !line.Contains("task_id=\"pull\",result", StringComparison.Ordinal))]).Totals));
        Assert.False(reconciler.IsDecided(Played, HistoryOf([.. Balanced.Page.Where(line => !line.Contains("outcome=\"reset\"", StringComparison.Ordinal))]).Totals));
    }

    [Fact]
    public void A_page_is_settled_only_when_nothing_is_under_way()
    {
        var reconciler = new Reconciler(Balanced.Truth, Balanced.Delivery);

        Assert.True(reconciler.IsSettled(MetricsPage.Parse(string.Join('\n', Balanced.Page))));
        Assert.False(reconciler.IsSettled(MetricsPage.Parse(string.Join('\n', Balanced.Page).Replace("windsock_waiting_flows 0", "windsock_waiting_flows 3", StringComparison.Ordinal))));
        Assert.False(reconciler.IsSettled(MetricsPage.Empty));
    }

    private static ReconciliationReport Compare(List<string> lines, List<ToldTry>? tries = null)
    {
        var page = MetricsPage.Parse(string.Join('\n', lines));
        return new Reconciler(Balanced.Truth, Balanced.Delivery).Compare(page, Played, HistoryOf(lines).Totals, tries ?? ToldAsItWas());
    }

    private static SeriesHistory HistoryOf(List<string> lines)
    {
        var history = new SeriesHistory();
        history.Observe(MetricsPage.Parse(string.Join('\n', lines)));
        return history;
    }

    private static List<ToldTry> ToldAsItWas() => [.. Balanced.Truth.Tries.Select(SomeTries.ToldRightly)];

    private static (TruthLedger, DeliveryRecord, List<string>) Make()
    {
        var (truth, delivery) = (new TruthLedger(), new DeliveryRecord());
        var sequence = 0L;
        RingEntry? latest = null;
        foreach (var happening in SomeWorld.Played(SomeWorld.Settings(), (int)Played.TotalSeconds))
        {
            truth.Observe(happening);
            if (happening is FlowSeen or TroubleStruck { Trouble: BadMessage or EventsLost })
            {
                var entry = new RingEntry(sequence++, SomeWorld.Noon, (happening as FlowSeen)?.Flow, (happening as TroubleStruck)?.Trouble, []);
                delivery.Sent(entry);
                latest = entry.Flow is null ? latest : entry;
            }
        }

        // One flow twice, as after a break.
        delivery.Sent(latest!);
        var page = PageOf(truth.Totals([]), delivery);
        page.AddRange(Connections(truth.ConnectionTotals(Played, [])));
        page.AddRange(Tries(truth));
        return (truth, delivery, page);
    }

    private static List<string> PageOf(TruthTotals totals, DeliveryRecord delivery)
    {
        var page = new List<string>
        {
            Line($"windsock_source_events_total{{source=\"hubble\"}} {totals.Flows + delivery.Resent + delivery.BadMessages}"),
            Line($"windsock_source_decoded_total{{source=\"hubble\"}} {totals.Flows}"),
            Line($"windsock_source_duplicates_total{{source=\"hubble\"}} {delivery.Resent}"),
            "windsock_waiting_flows 0",
            "windsock_queue_entries{queue=\"metrics\"} 0",
            Line($"windsock_consumer_events_total{{consumer=\"metrics\",outcome=\"in\"}} {totals.Flows}"),
            Line($"windsock_consumer_events_total{{consumer=\"metrics\",outcome=\"done\"}} {totals.Flows - 2}"),
            "windsock_dropped_total{stage=\"metrics\",reason=\"failed\",intentional=\"false\"} 2",
        };
        foreach (var (failure, name) in new[] { (DecodeFailure.Malformed, "malformed"), (DecodeFailure.Oversized, "oversized"), (DecodeFailure.Compressed, "compressed"), (DecodeFailure.NotAFlow, "not_a_flow") })
        {
            page.Add(Line($"windsock_source_undecodable_total{{source=\"hubble\",reason=\"{name}\"}} {delivery.BadBecause(failure)}"));
        }

        foreach (var (reason, name) in new[] { (LossReason.Unknown, "unknown"), (LossReason.PerfEventRingBuffer, "perf_event_ring_buffer"), (LossReason.ObserverEventsQueue, "observer_events_queue"), (LossReason.HubbleRingBuffer, "hubble_ring_buffer") })
        {
            page.Add(Line($"windsock_source_lost_events_total{{source=\"hubble\",reason=\"{name}\"}} {delivery.LostBecause(reason)}"));
        }

        page.AddRange(totals.Classes.Select(one => Line(
            $"windsock_attribution_total{{kind=\"{one.Key.Kind.ToString().ToLowerInvariant()}\",class=\"{one.Key.Class.ToString().ToLowerInvariant()}\"}} {one.Value}")));
        page.AddRange(totals.Series.Select(one => Line($"{one.Key.Family}{{{Quoted(one.Key.Labels)}}} {one.Value}")));
        return page;
    }

    private static IEnumerable<string> Connections(ConnectionTotals totals)
    {
        foreach (var side in totals.Sides)
        {
            var sum = 0L;
            var task = Line($"namespace=\"{side.Namespace}\",dag_id=\"{side.DagId}\",task_id=\"{side.TaskId}\"");
            foreach (var outcome in ConnectionEquations.Outcomes)
            {
                var count = totals.Of(side, outcome, ConnectionCertainty.Sure) + totals.Of(side, outcome, ConnectionCertainty.Doubtful);
                sum += count;
                yield return Line($"windsock_connections_total{{{task},direction=\"{side.Direction}\",outcome=\"{outcome}\",peer_kind=\"service\"}} {count}");
            }

            yield return Line($"windsock_peer_connections_total{{{task},peer=\"{side.Direction}\"}} {sum}");
        }
    }

    private static IEnumerable<string> Tries(TruthLedger truth)
    {
        foreach (var tries in truth.Tries.GroupBy(one => (one.Task, one.Result)))
        {
            var task = Line($"namespace=\"{tries.Key.Task.Namespace}\",dag_id=\"{tries.Key.Task.DagId}\",task_id=\"{tries.Key.Task.TaskId}\"");
            yield return Line($"windsock_task_tries_total{{{task},result=\"{PublicSpelling.Of(tries.Key.Result)}\"}} {tries.Count()}");
            if (tries.Key.Result == Model.Tries.TryResult.Failed)
            {
                yield return Line($"windsock_task_try_failures_total{{{task},cause=\"{PublicSpelling.Of(tries.First().Reason!.Cause)}\"}} {tries.Count()}");
            }
        }
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string labels)
    {
        var text = new StringBuilder();
        foreach (var label in labels.Split(','))
        {
            var sides = label.Split('=', 2);
            text.Append(text.Length == 0 ? "" : ",").Append(sides[0]).Append("=\"").Append(sides[1]).Append('"');
        }

        return text.ToString();
    }
}
