using System.Collections.Immutable;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;
using Windsock.Model.Metrics;

namespace Windsock.Detection.Alerting;

/// <summary>Why a finding, or a subject of an alert, is in no message.</summary>
internal enum MemberDrop : byte
{
    /// <summary>The finding is of a rule that nobody told the book about.</summary>
    UnknownRule,

    /// <summary>A finding that would have begun an alert, when too many fired.</summary>
    AlertLimit,

    /// <summary>A finding about a further subject, when there were too many.</summary>
    MemberLimit,

    /// <summary>A subject of an alert that did not fire yet and had to make room.</summary>
    PendingLimit,

    /// <summary>Not found again, before it was enough for an alert or while that was held back.</summary>
    Expired,

    /// <summary>Found in order, before it was enough for an alert.</summary>
    Cleared,

    /// <summary>All over before the maintenance window ended.</summary>
    Muted,
}

/// <summary>What the book of alerts counts. Raised by the thread that keeps it, read by any.</summary>
internal sealed class AlertCounts : IMetricSource
{
    private static readonly ImmutableArray<string> SeverityNames = [.. Enum.GetValues<Severity>().Select(FindingNames.Of)];
    private static readonly ImmutableArray<string> StateNames = ["firing", "resolved"];
    private static readonly ImmutableArray<string> MuteNames = ["maintenance", "ended"];
    private static readonly ImmutableArray<string> DropNames = ["unknown_rule", "alert_limit", "member_limit", "pending_limit", "expired", "cleared", "muted"];

    private readonly ImmutableArray<string> _rules;
    private readonly MetricFamily _findings;
    private readonly MetricFamily _firing;
    private readonly MetricFamily _messages;
    private readonly MetricFamily _inhibited;
    private readonly MetricFamily _muted;
    private readonly MetricFamily _flapping;
    private readonly MetricFamily _dropped;
    private readonly MetricFamily _tracked;
    private readonly MetricFamily _capacity;
    private readonly Counter[] _findingCounts;
    private readonly Counter[] _messageCounts;
    private readonly Counter[] _inhibitedCounts;
    private readonly Counter[] _muteCounts = [.. MuteNames.Select(_ => new Counter())];
    private readonly Counter[] _dropCounts = [.. DropNames.Select(_ => new Counter())];
    private readonly int[] _firingNow;
    private readonly int[] _flappingNow;
    private readonly int _maxAlerts;
    private int _alerts;

    public AlertCounts(ImmutableArray<string> rules, int maxAlerts)
    {
        (_rules, _maxAlerts) = (rules, maxAlerts);
        _findingCounts = Counters(SeverityNames.Length);
        _messageCounts = Counters(StateNames.Length);
        _inhibitedCounts = Counters(1);
        (_firingNow, _flappingNow) = (new int[rules.Length], new int[rules.Length]);
        _findings = Family("findings_total", MetricKind.Counter, "What rules found, each time they found it.", ("rule", rules), ("severity", SeverityNames));
        _firing = Family("alerts_firing", MetricKind.Gauge, "Alerts that fire, those included that maintenance windows keep back.", ("rule", rules));
        _messages = Family("alert_messages_total", MetricKind.Counter, "Messages about alerts that were handed on.", ("rule", rules), ("state", StateNames));
        _inhibited = Family("alerts_inhibited_total", MetricKind.Counter, "Alerts that were ready to fire and held back, because the agent was blind or another alert explained them.", ("rule", rules));
        _muted = Family("alerts_muted_total", MetricKind.Counter, "Alerts kept back by maintenance windows, and those of them that ended before their window did.", ("reason", MuteNames));
        _flapping = Family("alerts_flapping", MetricKind.Gauge, "Alerts that came back so often that they are kept firing.", ("rule", rules));
        _dropped = Family("alert_members_dropped_total", MetricKind.Counter, "Findings or subjects of alerts that are in no message.", ("reason", DropNames));
        _tracked = Family("alerts_tracked", MetricKind.Gauge, "Alerts that are remembered: those that fire, do not yet, or did lately.");
        _capacity = Family("alerts_capacity", MetricKind.Gauge, "Alerts that can be remembered at once.");
        Families = [_findings, _firing, _messages, _inhibited, _muted, _flapping, _dropped, _tracked, _capacity];
    }

    public ImmutableArray<MetricFamily> Families { get; }

    public void Found(int rule, Severity severity) => _findingCounts[(rule * SeverityNames.Length) + (int)severity].Add();

    public void Told(int rule, AlertState state) => _messageCounts[(rule * StateNames.Length) + (int)state].Add();

    public void Inhibited(int rule) => _inhibitedCounts[rule].Add();

    public void Muted() => _muteCounts[0].Add();

    public void EndedMuted() => _muteCounts[1].Add();

    public void Drop(MemberDrop reason, long amount = 1) => _dropCounts[(int)reason].Add(amount);

    public long DroppedBecause(MemberDrop reason) => _dropCounts[(int)reason].Value;

    public void Stand(int rule, int firing, int flapping)
    {
        Volatile.Write(ref _firingNow[rule], firing);
        Volatile.Write(ref _flappingNow[rule], flapping);
    }

    public void Track(int alerts) => Volatile.Write(ref _alerts, alerts);

    public void Collect(IMetricCollector collector)
    {
        Each(collector, _findings, _findingCounts, SeverityNames);
        for (var rule = 0; rule < _rules.Length; rule++)
        {
            collector.Add(_firing, Volatile.Read(ref _firingNow[rule]), _rules[rule]);
        }

        Each(collector, _messages, _messageCounts, StateNames);
        for (var rule = 0; rule < _rules.Length; rule++)
        {
            collector.Add(_inhibited, _inhibitedCounts[rule].Value, _rules[rule]);
        }

        Each(collector, _muted, _muteCounts, MuteNames);
        for (var rule = 0; rule < _rules.Length; rule++)
        {
            collector.Add(_flapping, Volatile.Read(ref _flappingNow[rule]), _rules[rule]);
        }

        Each(collector, _dropped, _dropCounts, DropNames);
        collector.Add(_tracked, Volatile.Read(ref _alerts));
        collector.Add(_capacity, _maxAlerts);
    }

    private static MetricFamily Family(string name, MetricKind kind, string help, params ReadOnlySpan<(string Label, ImmutableArray<string> Values)> labels)
    {
        var closed = ImmutableDictionary<string, ImmutableArray<string>>.Empty;
        var names = ImmutableArray<string>.Empty;
        foreach (var (label, values) in labels)
        {
            (closed, names) = (closed.Add(label, values), names.Add(label));
        }

        return new MetricFamily(name, kind, help, names) { ClosedValues = closed };
    }

    private Counter[] Counters(int perRule) => [.. Enumerable.Range(0, _rules.Length * perRule).Select(_ => new Counter())];

    /// <summary>By rule and by a second label, or by one label alone.</summary>
    private void Each(IMetricCollector collector, MetricFamily family, Counter[] counts, ImmutableArray<string> values)
    {
        for (var index = 0; index < counts.Length; index++)
        {
            if (family.Labels.Length == 1)
            {
                collector.Add(family, counts[index].Value, values[index]);
            }
            else
            {
                collector.Add(family, counts[index].Value, _rules[index / values.Length], values[index % values.Length]);
            }
        }
    }
}
