using System.Collections.Immutable;
using Windsock.Agent.Simulation.Receiver;
using Windsock.Agent.Simulation.Reconciliation.Alerts;
using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Tests.Simulation;

public sealed class AlertReportTests
{
    private static readonly TimeSpan Played = TimeSpan.FromSeconds(30);
    private static readonly InboxFigures InOrder = new(1, 1, 0, 0, 0);
    private static readonly TrueIncident Scan = SomeIncident("fan_out", "scan");

    [Fact]
    public void What_arrived_is_shown_with_its_time_and_all_its_messages()
    {
        var report = Of([Scan], [Message(25, Scan), Message(21, Scan), Message(28, Scan, isFiring: false)]);

        var row = Assert.Single(report.Rows);
        Assert.Equal((TimeSpan.FromSeconds(25), 3), (row.ArrivedAfter, row.Messages));
        Assert.True(report.Holds);
        Assert.True(report.IsComplete);
    }

    [Fact]
    public void An_incident_that_nobody_told_of_is_missed()
    {
        var report = Of([Scan], []);

        Assert.Equal((1, 0, 0.0), (report.Due, report.Arrived, report.Recall));
        Assert.False(report.Holds);
        Assert.False(report.IsComplete);
    }

    [Fact]
    public void One_in_ten_may_be_missed_and_not_two()
    {
        TrueIncident[] incidents = [.. Enumerable.Range(0, 10).Select(number => SomeIncident("fan_out", "scan" + number))];

        Assert.True(Of(incidents, [.. incidents.Skip(1).Select(one => Message(20, one))]).Holds);
        Assert.False(Of(incidents, [.. incidents.Skip(2).Select(one => Message(20, one))]).Holds);
    }

    [Fact]
    public void That_it_is_over_is_no_news_of_an_incident() => Assert.False(Of([Scan], [Message(25, Scan, isFiring: false)]).Holds);

    [Fact]
    public void An_alert_about_another_task_or_by_another_rule_is_a_false_alarm()
    {
        var (other, rule) = (SomeIncident("fan_out", "innocent"), SomeIncident("connection_surge", "scan"));

        var report = Of([Scan], [Message(20, Scan), Message(22, rule), Message(21, other)]);

        Assert.Equal([("fan_out", "innocent"), ("connection_surge", "scan")], report.FalseAlarms.Select(alarm => (alarm.Rule, alarm.Subject.TaskId)));
        Assert.False(report.Holds);
    }

    [Fact]
    public void An_incident_that_came_too_late_to_be_told_is_not_asked_for_and_no_false_alarm_when_it_is_told()
    {
        var late = Scan with { EvidentAt = Played - TimeSpan.FromSeconds(1) };

        Assert.Empty(Of([late], []).Rows);
        Assert.True(Of([late], []).Holds);
        var told = Of([late], [Message(30, late)]);
        Assert.False(Assert.Single(told.Rows).IsDue);
        Assert.True(told.Holds);
    }

    [Fact]
    public void A_message_that_was_refused_never_holds()
    {
        Assert.True(Of([Scan], [Message(20, Scan)]).Holds);
        foreach (var refused in new[] { InOrder with { WrongSignatures = 1 }, InOrder with { Unreadable = 1 }, InOrder with { TurnedAway = 1 } })
        {
            Assert.False(AlertReport.Of([Scan], new IncidentEvidence(), [Message(20, Scan)], refused, SomeWorld.Noon, Played).Holds, refused.ToString());
        }
    }

    [Fact]
    public void Where_there_was_no_incident_and_no_alert_all_is_well() => Assert.True(Of([], []).Holds);

    internal static TrueIncident SomeIncident(string rule, string task) =>
        new(rule, new IncidentSubject("airflow-jobs", "dag", task), "", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(8));

    internal static ReceivedMessage Message(double second, TrueIncident about, bool isFiring = true) =>
        new(SomeWorld.Noon.AddSeconds(second), isFiring, [new ReceivedMember(about.Rule, about.Subject, "It is so.")]);

    private static AlertReport Of(IReadOnlyList<TrueIncident> incidents, ImmutableArray<ReceivedMessage> messages) =>
        AlertReport.Of(incidents, new IncidentEvidence(), messages, InOrder, SomeWorld.Noon, Played);
}
