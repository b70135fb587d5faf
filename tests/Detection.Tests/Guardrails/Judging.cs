using Windsock.Detection.Guardrails;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Metrics;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Guardrails;

/// <summary>A judge with its guardrails, what it finds, and what it counts.</summary>
internal sealed class Judging : IMetricCollector
{
    private readonly Dictionary<string, double> _numbers = new(StringComparer.Ordinal);

    public Judging(params Guardrail[] guardrails) => Judge = new GuardrailJudge(new GuardrailSet([.. guardrails], [SomeGuardrail.FileName]), SomeTry.Start);

    public GuardrailJudge Judge { get; }

    public IReadOnlyList<Model.Findings.Finding> Look(TryStory story) => Look(story, SomeTry.Now);

    public IReadOnlyList<Model.Findings.Finding> Look(TryStory story, Instant now)
    {
        var findings = new List<Model.Findings.Finding>();
        Judge.Judge(story, now, findings);
        return findings;
    }

    public IReadOnlyList<Model.Findings.Finding> Look(MeshObservation observation)
    {
        var findings = new List<Model.Findings.Finding>();
        Judge.Judge(observation, findings);
        return findings;
    }

    /// <summary>For example <c>guardrail_unjudged_total no_dns_name</c>.</summary>
    public double Number(string series)
    {
        _numbers.Clear();
        Judge.Collect(this);
        return _numbers[series];
    }

    /// <summary>Reasons that were counted, as <c>reason=count</c>.</summary>
    public IEnumerable<string> Unjudged()
    {
        _numbers.Clear();
        Judge.Collect(this);
        return _numbers.Where(number => number.Key.StartsWith("guardrail_unjudged_total ", StringComparison.Ordinal) && number.Value > 0)
            .Select(number => $"{number.Key.Split(' ')[1]}={number.Value}");
    }

    void IMetricCollector.Add(MetricFamily family, double value, params ReadOnlySpan<string> labelValues) =>
        _numbers.Add(labelValues.IsEmpty ? family.Name : $"{family.Name} {string.Join(' ', labelValues.ToArray())}", value);
}
