using System.Globalization;
using Windsock.Evaluation.Traces.Incidents;
using Windsock.Model.Flows;

namespace Windsock.Evaluation.Contestants;

/// <summary>An hour of a DAG against the same hour the day before: three times as much is an alert, six times a page, as NetObserv's
/// trend rules have it (+200 %, +500 %), with its floor of five. A peer that the DAG did not talk to in the last 24 hours is new.</summary>
internal sealed class Yesterday : HourlyContestant
{
    private const int Factor = 3;
    private const int PageFactor = 6;
    private const int Floor = 5;

    private readonly Queue<Dictionary<DagKey, DagHour>> _day = new();

    public override string Name => "24 hours ago";

    public override IReadOnlyCollection<string> Covers { get; } = [.. RuleOf.Values, Rules.NewDestination];

    protected override void Judge(DagKey dag, DagHour hour, Instant now)
    {
        if (_day.Count < 24)
        {
            return;
        }

        var before = _day.Peek().GetValueOrDefault(dag);
        foreach (var (quantity, rule) in RuleOf)
        {
            var (value, then) = (hour[quantity], Math.Max(1, before?[quantity] ?? 0));
            if (value >= Floor && value >= Factor * then)
            {
                Say(dag, rule, "", now, value >= PageFactor * then, string.Create(CultureInfo.InvariantCulture, $"{quantity} {value}, a day before {then}"));
            }
        }

        var hours = _day.Select(known => known.GetValueOrDefault(dag)).OfType<DagHour>().ToList();
        foreach (var peer in hours.Count == 0 ? [] : hour.Peers.Where(peer => !hours.Exists(known => known.Peers.Contains(peer))))
        {
            Say(dag, Rules.NewDestination, peer, now, isPage: false, "not seen for a day");
        }
    }

    protected override void Close(IReadOnlyDictionary<DagKey, DagHour> hours, Instant now)
    {
        _day.Enqueue(new Dictionary<DagKey, DagHour>(hours));
        if (_day.Count > 24)
        {
            _day.Dequeue();
        }
    }
}
