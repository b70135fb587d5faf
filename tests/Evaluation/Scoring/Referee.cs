using Windsock.Evaluation.Traces.Incidents;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Evaluation.Scoring;

/// <summary>Compares what was said with what was so.</summary>
internal sealed class Referee
{
    /// <summary>Clocks, and the seconds before a pod's first event.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(1);

    /// <summary>A peer may be told of when it is seen for the second time, too.</summary>
    private static readonly TimeSpan StaysNew = TimeSpan.FromDays(1);

    private readonly Truth _truth;
    private readonly TimeSpan _grace;
    private readonly ILookup<string, Incident> _incidents;
    private readonly ILookup<string, Incident> _alsoTrue;

    /// <param name="truth">Complete.</param>
    /// <param name="grace">How long after the end of an incident a report about it is still one.</param>
    public Referee(Truth truth, TimeSpan grace)
    {
        _truth = truth;
        _grace = grace;
        _incidents = truth.Incidents.ToLookup(incident => incident.Rule);
        _alsoTrue = truth.Incidents.SelectMany(incident => incident.AlsoTrue.Select(rule => (Rule: rule, Incident: incident))).ToLookup(pair => pair.Rule, pair => pair.Incident);
    }

    public Scorecard Judge(string name, IReadOnlyCollection<string> covers, IReadOnlyList<Report> reports, double days)
    {
        var card = new Scorecard(name, days);
        var found = new Dictionary<Incident, TimeSpan>();
        var seen = new HashSet<(string Alert, string Subject, string Peer)>();
        foreach (var report in reports)
        {
            var verdict = Judge(report, found);
            card.CountAlert(report, verdict);
            if (seen.Add((report.Alert, $"{report.Namespace}/{report.DagId}/{report.TaskId}/{report.Name}", report.Peer)))
            {
                card.Of(report.Rule).Count(report, verdict);
            }
        }

        foreach (var incident in _truth.Incidents.Where(incident => covers.Contains(incident.Rule)))
        {
            card.Of(incident.Rule).Count(incident, found.TryGetValue(incident, out var delay) ? delay : null);
        }

        return card;
    }

    private Verdict Judge(Report report, Dictionary<Incident, TimeSpan> found)
    {
        var isTrue = false;
        foreach (var incident in _incidents[report.Rule])
        {
            if (Fits(report, incident) && (incident.Peer.Length == 0 || report.Peer.Length == 0 || incident.Peer == report.Peer))
            {
                isTrue = true;
                found.TryAdd(incident, report.ToldAt > incident.Start ? report.ToldAt.Since(incident.Start) : TimeSpan.Zero);
            }
        }

        return isTrue ? Verdict.True
            : _alsoTrue[report.Rule].Any(incident => Fits(report, incident)) || IsFirstContact(report) ? Verdict.AlsoTrue
            : Verdict.False;
    }

    private bool Fits(Report report, Incident incident) =>
        report.At >= incident.Start.Add(-Early) && report.At <= incident.End.Add(_grace) && IsAbout(report, incident);

    private static bool IsAbout(Report report, Incident incident)
    {
        if (incident.DagIds.IsEmpty)
        {
            return report.DagId.Length == 0;
        }

        var isOfDag = incident.DagIds.Contains(report.DagId) && (report.TaskId.Length == 0 || incident.TaskId.Length == 0 || report.TaskId == incident.TaskId);
        return isOfDag || (report.DagId.Length == 0 && incident.Names.Any(name => report.Name.Contains(name, StringComparison.Ordinal)));
    }

    /// <summary>A rare path that the task took for the first time, or for the first time in sight: to say so is true. To wake somebody for it
    /// is not.</summary>
    private bool IsFirstContact(Report report) => report.Rule == Rules.NewDestination && !report.IsPage
        && _truth.FirstContacts.TryGetValue((new TaskKey(report.Namespace, report.DagId, report.TaskId), report.Peer), out var news)
        && report.At >= news.From.Add(-Early) && report.At <= news.Until.Add(StaysNew);
}
