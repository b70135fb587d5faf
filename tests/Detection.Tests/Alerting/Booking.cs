using System.Collections.Immutable;
using Windsock.Detection.Alerting;
using Windsock.Detection.Alerting.Options;
using Windsock.Detection.Tests.Connections;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.State;

namespace Windsock.Detection.Tests.Alerting;

/// <summary>A book with what it told. Time is seconds of the test's own.</summary>
internal sealed class Booking : IAlertObserver
{
    public static readonly ImmutableArray<AlertRule> Rules =
    [
        new("egress_denied"),
        new("more_than_usual", RuleSight.Complete),
        new("proxy_down", RuleSight.Seen, IsCondition: true),
        new("quota", RuleSight.Independent),
        new("sensor_blind", RuleSight.Seen, IsCondition: true),
    ];

    private readonly List<Alert> _told = [];
    private readonly AlertingOptions _options = new();
    private readonly IOwnerMap? _owners;
    private readonly IStateStore? _store;
    private double _now;

    public Booking(Action<AlertingOptions>? configure = null, IOwnerMap? owners = null, IStateStore? store = null, double since = 0)
    {
        configure?.Invoke(_options);
        (_owners, _store, _now) = (owners, store, since);
        Book = new AlertBook(_options, Rules, [this], Some.At(since), owners, store);
    }

    public AlertBook Book { get; private set; }

    public IReadOnlyList<Alert> Told => _told;

    public double Now => _now;

    /// <summary>Beats come every ten seconds unless little time is to pass.</summary>
    public bool IsCoarse { get; set; }

    /// <summary>The one message.</summary>
    public Alert Only => Assert.Single(_told);

    public Alert Last => _told[^1];

    public static FindingSubject Task(string task, string dag = "etl") => new("airflow", dag, task);

    public static Finding Finding(
        double at, string task = "load", string cause = "deny-all", string rule = "egress_denied", Severity severity = Severity.Warning, string dag = "etl", string tryId = "") => new()
        {
            Rule = rule,
            Severity = severity,
            Subject = Task(task, dag),
            Cause = cause,
            Summary = $"{dag}.{task} was denied by {cause}.",
            Mend = "Allow it.",
            Evidence = "complete",
            IsComplete = true,
            Since = Some.At(at - 5),
            At = Some.At(at),
            TryId = tryId,
            Try = tryId.Length > 0 ? new TaskTry(new TaskKey("airflow", dag, task), tryId, 1, -1, IdForm.Raw) : null,
        };

    public Booking Find(double at, string task = "load", string cause = "deny-all", string rule = "egress_denied", Severity severity = Severity.Warning, string dag = "etl", string tryId = "") =>
        Observe(Finding(at, task, cause, rule, severity, dag, tryId));

    public Booking Blind(double at) => Observe(Finding(at, "", "hubble", "sensor_blind") with { Subject = new FindingSubject("", "", "", "hubble") });

    public Booking SeeAgain(double at)
    {
        Until(at).Book.Observe(new AllClear("sensor_blind", new FindingSubject("", "", "", "hubble"), null, Some.At(at)));
        return this;
    }

    public Booking Observe(Finding finding)
    {
        Until((finding.At.UnixNanoseconds - Some.At(0).UnixNanoseconds) / 1e9);
        Book.Observe(finding);
        return this;
    }

    public Booking Clear(double at, string task = "load", string? cause = null, string rule = "egress_denied")
    {
        Until(at).Book.Observe(new AllClear(rule, Task(task), cause, Some.At(at)));
        return this;
    }

    /// <summary>Beats every half second, as the pipeline does, and every ten seconds over long times; never past the time.</summary>
    public Booking Until(double seconds)
    {
        for (var beat = Beat(seconds); _now + beat <= seconds; beat = Beat(seconds))
        {
            _now += beat;
            Book.Advance(Some.At(_now));
        }

        return this;
    }

    public Booking Finish()
    {
        Book.Finish(Some.At(_now));
        return this;
    }

    /// <summary>Another process goes on with what the store has, after <paramref name="pause"/> seconds.</summary>
    public Booking Restart(double pause = 1)
    {
        _now += pause;
        Book = new AlertBook(_options, Rules, [this], Some.At(_now), _owners, _store);
        return this;
    }

    public Booking Forget()
    {
        _told.Clear();
        return this;
    }

    /// <summary>In words: <c>firing etl.load, etl.extract</c>.</summary>
    public string[] Words => [.. _told.Select(alert => $"{(alert.State == AlertState.Firing ? "firing" : "resolved")} {string.Join(", ", alert.Members.Select(member => member.Subject).Select(subject => subject.ToString()).Order(StringComparer.Ordinal))}")];

    public double Metric(string family, params string[] labels)
    {
        var collector = new MetricSum(family, labels);
        Book.Collect(collector);
        return collector.Value;
    }

    void IAlertObserver.Observe(Alert alert) => _told.Add(alert);

    private double Beat(double until) => until - _now > (IsCoarse ? 30 : 3_600) ? until - _now > 36_000 && IsCoarse ? 600 : 10 : 0.5;

    private sealed class MetricSum(string family, string[] labels) : Windsock.Model.Metrics.IMetricCollector
    {
        public double Value { get; private set; }

        public void Add(Windsock.Model.Metrics.MetricFamily reported, double value, params ReadOnlySpan<string> labelValues)
        {
            if (reported.Name == family && (labels.Length == 0 || labelValues.SequenceEqual(labels)))
            {
                Value += value;
            }
        }
    }
}
