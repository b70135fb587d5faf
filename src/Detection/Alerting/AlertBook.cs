using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Windsock.Detection.Alerting.Entries;
using Windsock.Detection.Alerting.Options;
using Windsock.Detection.Alerting.Saved;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Metrics;
using Windsock.Model.State;

namespace Windsock.Detection.Alerting;

/// <summary>Makes alerts of findings: those of one rule that have one cause are one alert, which is told when it begins, when subjects
/// join it, now and then while it lasts, and when it is over. One thread at a time; only <see cref="Current"/> and the numbers about
/// itself may be read by any. The time is an argument. It never throws for what it is told, and keeps a bounded amount of it.</summary>
public sealed class AlertBook : IFindingObserver, IMetricSource
{
    /// <summary>How much later than the last <see cref="Advance"/> a finding may be and is believed to be.</summary>
    private static readonly TimeSpan MaxAhead = TimeSpan.FromSeconds(30);

    /// <summary>A clock that goes back by less waits until it is where it was.</summary>
    private static readonly TimeSpan MaxBack = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan WriteAfterNews = TimeSpan.FromSeconds(1);

    /// <summary>What is only seen again: all that could be lost is that it was.</summary>
    private static readonly TimeSpan WriteAfterMore = TimeSpan.FromSeconds(30);

    private readonly ImmutableArray<RuleTerms> _rules;
    private readonly Dictionary<string, RuleTerms> _rulesByName;
    private readonly AlertTable _table;
    private readonly Sight _sight = new();
    private readonly AlertIntake _intake;
    private readonly AlertCourse _course;
    private readonly AlertCounts _counts;
    private readonly IStateStore? _store;
    private readonly string _state;
    private Instant _now;
    private Instant _writtenAt;
    private bool _hasNews;
    private bool _hasMore;
    private volatile Alert[] _current = [];

    /// <summary>Begins where the state that the store has ends, if there is any.</summary>
    /// <param name="options">Valid. Read from; not to be changed any more.</param>
    /// <param name="rules">All rules there are: findings of others are counted and left out.</param>
    /// <param name="observers">Told every message.</param>
    /// <param name="now">The time.</param>
    /// <param name="owners">Whose a DAG is when Airflow does not say; null: nobody knows.</param>
    /// <param name="store">Null: nothing is remembered over a restart.</param>
    /// <param name="state">Name under which it is kept there: agents that share a place have names of their own.</param>
    /// <exception cref="ArgumentException">Options name a rule that is not there, or hold a pattern or a window that is none.</exception>
    public AlertBook(
        AlertingOptions options, ImmutableArray<AlertRule> rules, IReadOnlyList<IAlertObserver> observers, Instant now, IOwnerMap? owners = null, IStateStore? store = null,
        string state = SavedAlerts.Name)
    {
        if (options.UnknownRules(rules).FirstOrDefault() is { } mistake)
        {
            throw new ArgumentException(mistake, nameof(options));
        }

        // Whatever it was declared as: the rule that says that the agent is blind must not be held up by that.
        _rules = [.. rules.Select((rule, index) => new RuleTerms(rule.Name == AlertRule.SensorBlind ? rule with { Sight = RuleSight.Independent } : rule, index, options))];
        _rulesByName = _rules.ToDictionary(terms => terms.Name, StringComparer.Ordinal);
        _counts = new AlertCounts([.. _rules.Select(terms => terms.Name)], options.MaxAlerts);
        _table = new AlertTable(options, _rules.Length, _counts);
        _intake = new AlertIntake(options, _rules, _table, _sight, _counts, owners ?? OwnerRules.None);
        _course = new AlertCourse(options, _rules, _table, _sight, _counts, observers);
        (_store, _state, _now) = (store, state, now);
        if (store?.Read(state) is { } content && Restore(content) is { Length: > 0 } problem)
        {
            store.SetAside(state, problem);
        }

        Show();
    }

    /// <summary>Alerts that fire, newest first, those included that maintenance windows keep back. Any thread; as of the last
    /// <see cref="Advance"/>.</summary>
    public ImmutableArray<Alert> Current => ImmutableCollectionsMarshal.AsImmutableArray(_current);

    public ImmutableArray<MetricFamily> Families => _counts.Families;

    internal AlertCounts Counts => _counts;

    /// <summary>Subjects that are kept, of all alerts.</summary>
    internal int MemberCount => _table.MemberCount;

    internal int AlertCount => _table.Count;

    public void Observe(Finding finding)
    {
        _hasNews |= _intake.Observe(finding, TimeOf(finding.At));
        _hasMore = true;
    }

    public void Observe(AllClear clear) => _hasNews |= _intake.Observe(clear, TimeOf(clear.At));

    /// <summary>To be called at least once a second.</summary>
    public void Advance(Instant now) => MoveTo(now, isEnd: false);

    /// <summary>Nothing will follow: says what waits for more of the same, and writes the state.</summary>
    public void Finish(Instant now) => MoveTo(now, isEnd: true);

    /// <summary>All that a later book needs to go on.</summary>
    public byte[] Save() => SavedAlerts.Save(_table, _sight);

    /// <summary>Goes on where <see cref="Save"/> was called; what the book held is forgotten. What there is no room for, or no rule
    /// any more, is counted.</summary>
    /// <returns>Why the content cannot be used, and the book is as it was; empty when it can.</returns>
    public string Restore(ReadOnlySpan<byte> content) => SavedAlerts.Restore(content, _rulesByName, _table, _sight, _counts, _now);

    public void Collect(IMetricCollector collector) => _counts.Collect(collector);

    private void MoveTo(Instant now, bool isEnd)
    {
        if (!now.IsMissing && _now.Since(now) > MaxBack)
        {
            Rewind(now);
        }

        _now = now > _now ? now : _now;
        _course.Advance(_now, isEnd);
        _hasNews |= _course.HasChanged;
        Show();
        Write(isEnd);
    }

    /// <summary>Findings are told between two beats, and some wait in queues.</summary>
    private Instant TimeOf(Instant at) => at > _now && (_now.IsMissing || at.Since(_now) <= MaxAhead) ? at : _now;

    private void Rewind(Instant now)
    {
        (_now, _writtenAt, _hasNews) = (now, Instant.Missing, true);
        foreach (var entry in _table.All)
        {
            entry.Rewind(now);
        }
    }

    private void Show()
    {
        var shown = new List<Alert>(_current.Length);
        foreach (var terms in _rules)
        {
            var (firing, flapping) = (0, 0);
            foreach (var entry in _table.Look(terms).Where(entry => entry.Phase == AlertPhase.Firing))
            {
                entry.Shown ??= AlertWriter.Write(entry, AlertWriter.ListFiring(entry), AlertState.Firing, _now);
                shown.Add(entry.Shown);
                (firing, flapping) = (firing + 1, flapping + (entry.IsFlapping ? 1 : 0));
            }

            _counts.Stand(terms.Index, firing, flapping);
        }

        _counts.Track(_table.Count);
        shown.Sort(static (one, other) => one.StartsAt != other.StartsAt
            ? other.StartsAt.CompareTo(one.StartsAt)
            : string.CompareOrdinal(one.Fingerprint, other.Fingerprint));
        if (!shown.SequenceEqual(_current, ReferenceEqualityComparer.Instance))
        {
            _current = [.. shown];
        }
    }

    private void Write(bool isEnd)
    {
        var passed = _now.Since(_writtenAt);
        if (_store is not null && ((_hasNews && (isEnd || passed >= WriteAfterNews)) || (_hasMore && (isEnd || passed >= WriteAfterMore))))
        {
            (_writtenAt, _hasNews, _hasMore) = (_now, false, false);
            _store.Write(_state, Save());
        }
    }
}
