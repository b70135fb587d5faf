using System.Globalization;
using Windsock.Detection;
using Windsock.Evaluation.Scoring;
using Windsock.Evaluation.Traces.Incidents;
using Windsock.Model.Calls;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Evaluation.Contestants;

/// <summary>The agent's own branch of the data path with all its rules, as it is without configuration. A critical finding pages.</summary>
internal sealed class WindsockContestant : IContestant, IFindingObserver
{
    /// <summary>Findings of one rule and one cause are one alert as long as they go on.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromDays(1);

    private readonly MemoryStore? _store;
    private readonly List<Report> _reports = [];
    private readonly Dictionary<(string Rule, string Cause), (Instant Last, int Number)> _alerts = [];
    private TaskWatch _watch;

    /// <param name="isRestarted">It is killed now and then, and keeps its state meanwhile. Writing that twice a minute takes most of the
    /// time of a simulated month, so not every trace has it.</param>
    public WindsockContestant(bool isRestarted)
    {
        _store = isRestarted ? new MemoryStore() : null;
        _watch = Begin();
    }

    public string Name => "Windsock";

    public IReadOnlyCollection<string> Covers => Rules.All;

    public IReadOnlyList<Report> Reports => _reports;

    public void Read(AttributedBatch flows) => _watch.Observe(flows);

    public void Read(AttributedCalls calls) => _watch.Observe(calls);

    public void Read(TaskFact fact) => _watch.Observe(fact);

    public void Advance(Instant now) => _watch.Advance(now);

    /// <summary>It is killed: what it had not written is gone.</summary>
    public void Restart(Instant now) => _watch = _store is null ? _watch : Begin();

    public void Observe(Finding finding)
    {
        var key = (finding.Rule, finding.Cause);
        var known = _alerts.GetValueOrDefault(key);
        var number = known.Number > 0 && finding.At.Since(known.Last) < Quiet ? known.Number : known.Number + 1;
        _alerts[key] = (finding.At, number);
        var subject = finding.Subject;
        _reports.Add(new Report(
            string.Create(CultureInfo.InvariantCulture, $"{finding.Rule} {finding.Cause} {number}"), finding.Rule, subject.Namespace, subject.DagId, subject.TaskId,
            subject.Name, finding.Peer, finding.At, finding.Severity == Severity.Critical, finding.Summary));
    }

    public void Observe(AllClear clear)
    {
    }

    private TaskWatch Begin() => new(
        new DetectionOptions { Tries = { Keep = TimeSpan.FromMinutes(30) } }, [], [], surroundings: new DetectionSurroundings("worker-1", _store, [this]));
}
