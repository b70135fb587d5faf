using System.Collections.Immutable;
using Windsock.Model.Metrics;

namespace Windsock.Pipeline.State;

/// <summary>How writing and reading the state went. <c>taken = written + superseded + abandoned + still waiting</c>; a write that failed
/// is tried again.</summary>
internal sealed class StateMetrics : IMetricSource
{
    private static readonly string[] OutcomeNames = ["written", "failed", "superseded", "refused", "abandoned"];
    private static readonly string[] FaultNames = ["corrupt", "truncated", "unknown_version", "unusable", "unreadable"];
    private static readonly string[] Owners = ["own", "foreign"];

    private static readonly MetricFamily Writes = new("state_writes_total", MetricKind.Counter, "Contents given to the state directory: written, replaced by a newer one before they were, refused because of their name or size, abandoned at the end; failed counts attempts, which are repeated.", ["outcome"])
    {
        ClosedValues = Closed("outcome", OutcomeNames),
    };

    private static readonly MetricFamily Unreadable = new("state_unreadable_total", MetricKind.Counter, "Files of the state directory that gave nothing; the agent's own ones are set aside, those of others are left alone.", ["owner", "reason"])
    {
        ClosedValues = Closed("owner", Owners).Add("reason", [.. FaultNames]),
    };

    private readonly Counter[] _writes = [.. OutcomeNames.Select(_ => new Counter())];
    private readonly Counter[] _faults = [.. Owners.SelectMany(_ => FaultNames).Select(_ => new Counter())];

    public static ImmutableArray<MetricFamily> All { get; } = [Writes, Unreadable];

    public ImmutableArray<MetricFamily> Families => All;

    public void Count(StateWrite outcome, long amount = 1) => _writes[(int)outcome].Add(amount);

    public void Count(StateFault fault, bool isForeign) => _faults[((isForeign ? 1 : 0) * FaultNames.Length) + (int)fault - 1].Add();

    public long Of(StateWrite outcome) => _writes[(int)outcome].Value;

    public long Of(StateFault fault, bool isForeign) => _faults[((isForeign ? 1 : 0) * FaultNames.Length) + (int)fault - 1].Value;

    public void Collect(IMetricCollector collector)
    {
        for (var i = 0; i < _writes.Length; i++)
        {
            collector.Add(Writes, _writes[i].Value, OutcomeNames[i]);
        }

        for (var i = 0; i < _faults.Length; i++)
        {
            collector.Add(Unreadable, _faults[i].Value, Owners[i / FaultNames.Length], FaultNames[i % FaultNames.Length]);
        }
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> Closed(string label, string[] values) =>
        ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add(label, [.. values]);
}

/// <summary>What became of a content: the label <c>outcome</c>.</summary>
internal enum StateWrite : byte { Written, Failed, Superseded, Refused, Abandoned }
