using System.Collections.Immutable;
using Windsock.Agent.Simulation.Receiver;
using Windsock.Agent.Simulation.Reconciliation.Alerts;
using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.World;
using Windsock.Detection;
using Windsock.Detection.Alerting;
using Windsock.Detection.Alerting.Options;
using Windsock.Model.Alerts;
using Windsock.Model.Flows;

namespace Windsock.Agent.Tests.Simulation;

/// <summary>The agent's alerts against the incidents of a minute, without wire formats, without clocks and without a receiver: when a
/// demonstration is off, this says whether the rules or the machinery are.</summary>
public sealed class AlertAgreementTests
{
    private static readonly TimeSpan Played = TimeSpan.FromSeconds(60);

    public static MatrixTheoryData<int, bool> SomeSeeds => new(Enumerable.Range(1, 5), [false, true]);

    [Theory]
    [MemberData(nameof(SomeSeeds))]
    public void Every_incident_is_told_and_nothing_else(int seed, bool hearsProxies)
    {
        var events = SomeWorld.Played(SomeWorld.Settings(seed), (int)Played.TotalSeconds);
        var truth = new TruthLedger(hearsProxies);
        foreach (var happening in events)
        {
            truth.Observe(happening);
        }

        var messages = MessagesOf(events, hearsProxies);
        var report = AlertReport.Of(truth.Incidents, truth.Evidence, messages, new InboxFigures(messages.Length, 0, 0, 0, 0), SomeWorld.Noon, Played);

        Assert.InRange(report.Due, hearsProxies ? 19 : 17, 40);
        Assert.True(report.IsComplete, string.Join('\n', report.Rows.Where(row => row is { IsDue: true, HasArrived: false }).Select(row => $"{row.True.Rule} {row.True.Subject} is not told")));
        Assert.True(report.FalseAlarms.IsEmpty, string.Join('\n', report.FalseAlarms));

        // What is dropped before a new pod has its policy is no denial.
        Assert.DoesNotContain(messages.SelectMany(message => message.Members), member =>
            member is { Rule: "egress_denied", Subject.DagId: "cold_start" } && member.Summary.Contains("data/warehouse", StringComparison.Ordinal));
    }

    /// <summary>Longer than any test of the whole agent: profiles are learned, tasks come back, and what is usual must stay unsaid.</summary>
    [Fact]
    public void Five_minutes_have_no_false_alarm()
    {
        var events = SomeWorld.Played(SomeWorld.Settings(seed: 1), 300);
        var truth = new TruthLedger(hearsProxies: true);
        foreach (var happening in events)
        {
            truth.Observe(happening);
        }

        var messages = MessagesOf(events, hearsProxies: true);
        var report = AlertReport.Of(truth.Incidents, truth.Evidence, messages, new InboxFigures(messages.Length, 0, 0, 0, 0), SomeWorld.Noon, TimeSpan.FromMinutes(5));

        Assert.True(report.IsComplete);
        Assert.True(report.FalseAlarms.IsEmpty, string.Join('\n', report.FalseAlarms));
    }

    internal static ImmutableArray<ReceivedMessage> MessagesOf(IReadOnlyList<WorldEvent> events, bool hearsProxies)
    {
        var told = new CollectedAlerts();
        var book = new AlertBook(new AlertingOptions { GroupInterval = TimeSpan.FromSeconds(10) }, DetectionRules.All, [told], Instant.FromDateTimeOffset(SomeWorld.Noon));
        var watch = new TaskWatch(new DetectionOptions(), [], [], surroundings: new DetectionSurroundings { Node = "worker-1", Alerts = book });
        new SimulatedFeed(watch, hearsProxies ? watch : null).Play(events);
        return [.. told.Messages];
    }

    /// <summary>Messages as a receiver has them.</summary>
    private sealed class CollectedAlerts : IAlertObserver
    {
        public List<ReceivedMessage> Messages { get; } = [];

        public void Observe(Alert alert) => Messages.Add(new ReceivedMessage(
            alert.At.ToDateTimeOffset(),
            alert.State == AlertState.Firing,
            [.. alert.Members.Select(member => new ReceivedMember(
                alert.Rule, new IncidentSubject(member.Subject.Namespace, member.Subject.DagId, member.Subject.TaskId, member.Subject.Name), member.Summary))]));
    }
}
