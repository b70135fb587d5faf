using System.Collections.Immutable;
using Windsock.Model.Metrics;

namespace Windsock.Detection.Guardrails;

/// <summary>What guardrails count about themselves. Raised by the thread that judges, read by any.</summary>
internal sealed class GuardrailCounts : IMetricSource
{
    private static readonly ImmutableArray<string> ModeNames = ["observe", "alert"];

    private static readonly ImmutableArray<string> ReasonNames =
    [
        "peer_unknown", "no_dns_name", "no_address", "wider_block", "no_port", "other_name", "owner_unknown", "no_service_account", "tags_unknown",
    ];

    private static readonly MetricFamily LoadedFamily = new("guardrails_loaded", MetricKind.Gauge, "Guardrails that are in force.", ["mode"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("mode", ModeNames),
    };

    private static readonly MetricFamily ViolationsFamily = new(
        "guardrail_violations_total", MetricKind.Counter, "Violations of guardrails: each clause once per try and peer, however often it happened.", ["mode"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("mode", ModeNames),
    };

    private static readonly MetricFamily UnmatchedFamily = new(
        "guardrail_unmatched_patterns", MetricKind.Gauge, "Patterns of DAG ids that have matched no try on this node for seven days.", []);

    private static readonly MetricFamily UnjudgedFamily = new(
        "guardrail_unjudged_total", MetricKind.Counter, "What guardrails could neither call kept nor broken: each once per try and peer.", ["reason"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("reason", ReasonNames),
    };

    private readonly Counter[] _violations = [new(), new()];
    private readonly Counter[] _unjudged = [.. ReasonNames.Select(_ => new Counter())];
    private readonly int[] _loaded = new int[2];
    private int _unmatched;

    public GuardrailCounts(GuardrailSet set)
    {
        foreach (var guardrail in set.Guardrails)
        {
            _loaded[(int)guardrail.Mode]++;
        }
    }

    public ImmutableArray<MetricFamily> Families { get; } = [LoadedFamily, ViolationsFamily, UnmatchedFamily, UnjudgedFamily];

    public int Unmatched
    {
        get => Volatile.Read(ref _unmatched);
        set => Volatile.Write(ref _unmatched, value);
    }

    public void CountViolation(GuardrailMode mode) => _violations[(int)mode].Add();

    public void CountUnjudged(UnjudgedReason reason) => _unjudged[(int)reason].Add();

    public void Collect(IMetricCollector collector)
    {
        for (var mode = 0; mode < _loaded.Length; mode++)
        {
            collector.Add(LoadedFamily, _loaded[mode], ModeNames[mode]);
        }

        for (var mode = 0; mode < _violations.Length; mode++)
        {
            collector.Add(ViolationsFamily, _violations[mode].Value, ModeNames[mode]);
        }

        collector.Add(UnmatchedFamily, Unmatched);
        for (var reason = 0; reason < _unjudged.Length; reason++)
        {
            collector.Add(UnjudgedFamily, _unjudged[reason].Value, ReasonNames[reason]);
        }
    }
}
