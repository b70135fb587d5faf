using Windsock.Detection;
using Windsock.Detection.Alerting;
using Windsock.Detection.Alerting.Options;
using Windsock.Evaluation.Scoring;
using Windsock.Evaluation.Traces;
using Windsock.Evaluation.Traces.Incidents;
using Windsock.Model.Alerts;
using Windsock.Model.Calls;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Evaluation.Contestants;

/// <summary>The agent's own branch of the data path, from flows to alerts, as it is without configuration. What counts is what is told: a
/// report for each subject of an alert when it is told first, and again when it is told anew. A critical alert pages.</summary>
internal sealed class WindsockContestant : IContestant, IAlertObserver
{
    private const string Node = "worker-1";

    private readonly MemoryStore? _store;
    private readonly List<Report> _reports = [];
    private readonly HashSet<(string Fingerprint, string Subject, string Peer, Instant At)> _told = [];
    private TaskWatch _watch;

    /// <param name="isRestarted">It is killed now and then, and keeps its state meanwhile. Writing that every half hour takes much of the
    /// time of a simulated month, so not every trace has it.</param>
    public WindsockContestant(bool isRestarted)
    {
        _store = isRestarted ? new MemoryStore() : null;
        _watch = Begin(TraceOptions.Start);
    }

    public string Name => "Windsock";

    public IReadOnlyCollection<string> Covers => Rules.All;

    public IReadOnlyList<Report> Reports => _reports;

    public void Read(AttributedBatch flows) => _watch.Observe(flows);

    public void Read(AttributedCalls calls) => _watch.Observe(calls);

    public void Read(TaskFact fact) => _watch.Observe(fact);

    public void Advance(Instant now) => _watch.Advance(now);

    /// <summary>It is killed: what it had not written is gone.</summary>
    public void Restart(Instant now) => _watch = _store is null ? _watch : Begin(now);

    void IAlertObserver.Observe(Alert alert)
    {
        if (alert.State != AlertState.Firing)
        {
            return;
        }

        foreach (var finding in alert.Members)
        {
            if (_told.Add((alert.Fingerprint, finding.Subject.Key, finding.Peer, finding.At)))
            {
                var subject = finding.Subject;
                _reports.Add(new Report(
                    $"{alert.Fingerprint} {alert.StartsAt}", alert.Rule, subject.Namespace, subject.DagId, subject.TaskId, subject.Name, finding.Peer, finding.At,
                    alert.Severity == Severity.Critical, finding.Summary)
                { ToldAt = alert.At });
            }
        }
    }

    private TaskWatch Begin(Instant now) => new(
        new DetectionOptions { Tries = { Keep = TimeSpan.FromMinutes(30) } }, [], [], surroundings: new DetectionSurroundings
        {
            Node = Node,
            StartedAt = now,
            Store = _store,
            Alerts = new AlertBook(new AlertingOptions(), DetectionRules.All, [this], now, store: _store),
        });
}
