using System.Collections.Immutable;
using Windsock.Detection.Anomalies;
using Windsock.Model.Calls;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Metrics;
using Windsock.Model.State;

namespace Windsock.Detection.Guardrails;

/// <summary>The guardrails as one rule among the others. Remembers over a restart which patterns have matched when, and says now and
/// then which ones match nothing.</summary>
internal sealed class GuardrailDetector : ITryDetector, IMeshDetector
{
    private const string State = "guardrails-";

    private static readonly TimeSpan SaveEvery = TimeSpan.FromMinutes(10);

    private readonly GuardrailJudge _judge;
    private readonly IStateStore? _store;
    private readonly string _name;
    private readonly Action<ImmutableArray<UnmatchedPattern>> _unmatched;
    private Instant _savedAt;

    /// <param name="node">Whose tries these are.</param>
    /// <param name="unmatched">Told now and then of all patterns that match nothing.</param>
    /// <param name="now">Since when the guardrails are in force.</param>
    public GuardrailDetector(GuardrailSet set, IStateStore? store, string node, Action<ImmutableArray<UnmatchedPattern>> unmatched, Instant now)
    {
        (_store, _unmatched, _savedAt) = (store, unmatched, now);
        _name = State + node;
        _judge = new GuardrailJudge(set, now);
        if (store?.Read(_name) is { } content && _judge.Use.Restore(content, now) is { } problem)
        {
            store.SetAside(_name, problem);
        }
    }

    public string Rule => GuardrailJudge.Rule;

    public ImmutableArray<MetricFamily> Families => _judge.Families;

    public void Inspect(TryView view, ICollection<Finding> findings) => _judge.Judge(view.Story, view.Now, findings);

    public void Inspect(MeshObservation observation, ICollection<Finding> findings) => _judge.Judge(observation, findings);

    public void Advance(Instant now)
    {
        _judge.Advance(now);
        if (now.Since(_savedAt) >= SaveEvery)
        {
            Save(now);
            _unmatched(_judge.Use.Unmatched(now));
        }
    }

    public void Save(Instant now)
    {
        _savedAt = now;
        _store?.Write(_name, _judge.Use.Save(now));
    }

    public void Collect(IMetricCollector collector) => _judge.Collect(collector);
}
