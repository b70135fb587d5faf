using Windsock.Evaluation.Scoring;
using Windsock.Evaluation.Traces;
using Windsock.Evaluation.Traces.Incidents;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Evaluation.Tests.Scoring;

/// <summary>Scores of examples that can be counted by hand.</summary>
public class RefereeTests
{
    private readonly Truth _truth = new();
    private readonly List<Report> _reports = [];

    [Fact]
    public void What_is_found_in_time_is_found()
    {
        Happens(Rules.EgressDenied, 10, 20);
        Say(Rules.EgressDenied, 15);

        var score = Judge().Rules[Rules.EgressDenied];
        Assert.Equal((1, 1, 0, 1.0, 1.0), (score.Incidents, score.Found, score.False, score.Precision, score.Recall));
        Assert.Equal(TimeSpan.FromMinutes(5), score.Delay(0.5));
    }

    [Fact]
    public void What_nobody_reports_is_a_miss()
    {
        Happens(Rules.EgressDenied, 10, 20);
        Happens(Rules.EgressDenied, 10, 20, dag: "other");
        Say(Rules.EgressDenied, 15, dag: "other");

        var score = Judge().Rules[Rules.EgressDenied];
        Assert.Equal((0.5, 1.0), (score.Recall, score.Precision));
        Assert.Contains("missed", Assert.Single(score.Examples), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_about_nothing_is_false_and_costs_precision()
    {
        Happens(Rules.EgressDenied, 10, 20);
        Say(Rules.EgressDenied, 15);
        Say(Rules.EgressDenied, 15, dag: "other");
        Say(Rules.EgressDenied, 15, task: "other");
        Say(Rules.DnsFailure, 15);

        var card = Judge();
        Assert.Equal((1.0 / 3, 1.0), (card.Rules[Rules.EgressDenied].Precision, card.Rules[Rules.EgressDenied].Recall));
        Assert.Equal((0, 1, 0.0), (card.Rules[Rules.DnsFailure].Incidents, card.Rules[Rules.DnsFailure].False, card.Rules[Rules.DnsFailure].Precision));
    }

    [Fact]
    public void Two_reports_of_one_incident_are_one_that_is_found()
    {
        Happens(Rules.EgressDenied, 10, 20);
        Say(Rules.EgressDenied, 12);
        Say(Rules.EgressDenied, 18);

        var score = Judge().Rules[Rules.EgressDenied];
        Assert.Equal((1, 1, 0), (score.Incidents, score.Found, score.False));
        Assert.Equal(TimeSpan.FromMinutes(2), score.Delay(0.5));
    }

    [Fact]
    public void A_report_too_early_or_too_late_is_false()
    {
        Happens(Rules.EgressDenied, 10, 20);
        Say(Rules.EgressDenied, 8);
        Say(Rules.EgressDenied, 20 + 61);

        var score = Judge().Rules[Rules.EgressDenied];
        Assert.Equal((0, 2), (score.Found, score.False));
    }

    [Fact]
    public void A_report_about_another_peer_is_false_where_the_incident_is_about_one()
    {
        Happens(Rules.NewDestination, 10, 20, peer: "evil.example");
        Say(Rules.NewDestination, 15, peer: "fine.example");
        Assert.Equal((0, 1), Counts(Rules.NewDestination));

        Say(Rules.NewDestination, 15, peer: "evil.example");
        Assert.Equal((1, 1), Counts(Rules.NewDestination));
    }

    [Fact]
    public void What_follows_from_an_incident_counts_neither_way()
    {
        Happens(Rules.FanOut, 10, 20, alsoTrue: Rules.NewDestination);
        Say(Rules.NewDestination, 15, peer: "data/app-1");

        var score = Judge().Rules[Rules.NewDestination];
        Assert.Equal((0, 0, 1), (score.Found, score.False, score.AlsoTrue));
    }

    [Fact]
    public void The_first_time_on_a_rare_path_may_be_told_and_must_not_wake_anybody()
    {
        var task = new TaskKey("airflow", "etl", "load");
        for (var run = 0; run < Truth.RunsToBeKnown; run++)
        {
            _truth.Ran(task, 1, 1);
            _truth.Contacted(task, "usual.example", At(run), isInSight: true);
        }

        _truth.Contacted(task, "rare.example", At(30), isInSight: true);
        _truth.Contacted(task, "usual.example", At(30), isInSight: true);
        Say(Rules.NewDestination, 31, peer: "rare.example");
        Assert.Equal((0, 0), Counts(Rules.NewDestination));

        Say(Rules.NewDestination, 31, peer: "usual.example");
        Say(Rules.NewDestination, 31, peer: "rare.example", isPage: true);
        Assert.Equal((0, 2), Counts(Rules.NewDestination));
    }

    [Fact]
    public void What_a_loss_of_events_hid_is_new_when_it_comes_into_sight()
    {
        const int Day = 24 * 60;
        var task = new TaskKey("airflow", "etl", "load");
        for (var run = 0; run < Truth.RunsToBeKnown; run++)
        {
            _truth.Contacted(task, "early.example", At(run), isInSight: false);
            _truth.Ran(task, 1, 1);
        }

        _truth.Contacted(task, "rare.example", At(30), isInSight: false);
        _truth.Contacted(task, "rare.example", At(30 + (5 * Day)), isInSight: true);
        _truth.Contacted(task, "rare.example", At(30 + (9 * Day)), isInSight: true);
        _truth.Contacted(task, "early.example", At(30 + (9 * Day)), isInSight: true);
        Say(Rules.NewDestination, 31, peer: "rare.example");
        Say(Rules.NewDestination, 31 + (5 * Day), peer: "rare.example");
        Say(Rules.NewDestination, 31 + (9 * Day), peer: "early.example");
        Assert.Equal((0, 0), Counts(Rules.NewDestination));

        Say(Rules.NewDestination, 31 + (9 * Day), peer: "rare.example");
        Assert.Equal((0, 1), Counts(Rules.NewDestination));
    }

    [Fact]
    public void A_report_about_a_whole_dag_finds_an_incident_of_its_task()
    {
        Happens(Rules.EgressDenied, 10, 20);
        Say(Rules.EgressDenied, 15, task: "");

        Assert.Equal((1, 0), Counts(Rules.EgressDenied));
    }

    [Fact]
    public void An_incident_that_is_about_no_dag_goes_by_its_name()
    {
        _truth.Incidents.Add(new Incident { Rule = Rules.IdentityClaimed, Namespace = "sandbox", DagIds = [], Names = ["pod-1"], What = "", Start = At(10), End = At(20) });
        _reports.Add(new Report("a", Rules.IdentityClaimed, "sandbox", "", "", "sandbox/pod-1", "", At(12), false));

        Assert.Equal((1, 0), Counts(Rules.IdentityClaimed));
    }

    [Fact]
    public void A_page_is_false_when_nothing_in_it_is_true()
    {
        Happens(Rules.EgressDenied, 10, 20);
        Say(Rules.EgressDenied, 15, isPage: true, alert: "one");
        Say(Rules.EgressDenied, 15, dag: "other", isPage: true, alert: "one");
        Say(Rules.EgressDenied, 15, dag: "third", isPage: true, alert: "two");
        Say(Rules.EgressDenied, 15, dag: "fourth", alert: "three");

        var card = Judge();
        Assert.Equal((3, 2, 1), (card.Alerts, card.Pages, card.FalsePages));
        Assert.Equal((3 / 7.0, 2.0, 1.0), (card.AlertsPerDay, card.PagesPerWeek, card.FalsePagesPerWeek));
    }

    [Fact]
    public void An_alert_that_is_said_again_is_the_same_alert()
    {
        Say(Rules.EgressDenied, 15, alert: "one");
        Say(Rules.EgressDenied, 25, alert: "one");

        Assert.Equal((0, 1), Counts(Rules.EgressDenied));
        Assert.Equal(1, Judge().Alerts);
    }

    [Fact]
    public void Rules_that_a_contestant_does_not_have_are_not_held_against_it()
    {
        Happens(Rules.FanOut, 10, 20);

        Assert.DoesNotContain(Rules.FanOut, new Referee(_truth, TimeSpan.FromHours(1)).Judge("x", [Rules.EgressDenied], _reports, 7).Rules.Keys);
    }

    [Fact]
    public void Cards_of_two_traces_add_up()
    {
        Happens(Rules.EgressDenied, 10, 20);
        Say(Rules.EgressDenied, 15, isPage: true);
        var sum = Judge();
        sum.Add(Judge());

        Assert.Equal((14.0, 2, 2, 2, 2), (sum.Days, sum.Alerts, sum.Pages, sum.Rules[Rules.EgressDenied].Incidents, sum.Rules[Rules.EgressDenied].Found));
    }

    private static Instant At(double minutes) => TraceOptions.Start.Add(TimeSpan.FromMinutes(minutes));

    private void Happens(string rule, double from, double until, string dag = "etl", string peer = "", string? alsoTrue = null) => _truth.Incidents.Add(new Incident
    {
        Rule = rule,
        Namespace = "airflow",
        DagIds = [dag],
        TaskId = "load",
        Peer = peer,
        What = "",
        AlsoTrue = alsoTrue is null ? [] : [alsoTrue],
        Start = At(from),
        End = At(until),
    });

    private void Say(string rule, double at, string dag = "etl", string task = "load", string peer = "", bool isPage = false, string? alert = null) =>
        _reports.Add(new Report(alert ?? $"{rule} {at} {dag} {task} {peer} {isPage}", rule, "airflow", dag, task, "", peer, At(at), isPage));

    private Scorecard Judge() => new Referee(_truth, TimeSpan.FromHours(1)).Judge("somebody", Rules.All, _reports, 7);

    private (int Found, int False) Counts(string rule) => Judge().Rules[rule] is var score ? (score.Found, score.False) : default;
}
