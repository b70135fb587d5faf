using Windsock.Detection.Anomalies.Words;
using Windsock.Detection.Diagnosis;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Detection.Anomalies.SensorBlind;

/// <summary>A source is down, or loses so much that what is not seen says nothing any more. Says it as long as it lasts, and when it is
/// over.</summary>
/// <param name="node">Whose eyes these are.</param>
internal sealed class SensorBlindDetector(SensorBlindOptions options, string node)
{
    public const string Rule = "sensor_blind";

    private const int MaxSources = 16;

    private static readonly TimeSpan SayAgain = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, SourceSight> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Instant> _told = new(StringComparer.Ordinal);

    /// <summary>Flows came in.</summary>
    public void Observe(string source, int flows) => SightOf(source)?.AddSeen(flows);

    public void Observe(TaskFact fact)
    {
        switch (fact)
        {
            case EvidenceLost lost:
                SightOf(lost.Source)?.AddLost(lost.Count);
                break;
            case SourceTurned turned when SightOf(turned.Source) is { } sight:
                sight.DownSince = turned.IsUp ? Instant.Missing : sight.DownSince.IsMissing ? turned.Since : sight.DownSince;
                break;
            default:
                break;
        }
    }

    public void Advance(Instant now, ICollection<Finding> findings, ICollection<AllClear> clears)
    {
        foreach (var (source, sight) in _sources)
        {
            sight.Advance(now);
            var isDown = !sight.DownSince.IsMissing && now.Since(sight.DownSince) >= options.DownFor;
            Say(isDown, source, $"{source} is down", () => OfDown(source, sight, now), now, findings, clears);
            var losesTooMuch = sight.Lost >= options.MinLost && sight.Completeness < options.MinCompleteness;
            Say(losesTooMuch, source, $"{source} loses events", () => OfLoss(source, sight, now), now, findings, clears);
        }
    }

    private SourceSight? SightOf(string source)
    {
        if (!_sources.TryGetValue(source, out var sight) && _sources.Count < MaxSources)
        {
            _sources.Add(source, sight = new SourceSight(options.Window));
        }

        return sight;
    }

    private void Say(bool isWrong, string source, string cause, Func<Finding> finding, Instant now, ICollection<Finding> findings, ICollection<AllClear> clears)
    {
        if (!isWrong)
        {
            if (_told.Remove(cause))
            {
                clears.Add(new AllClear(Rule, SubjectOf(source), cause, now));
            }
        }
        else if (!_told.TryGetValue(cause, out var told) || now.Since(told) >= SayAgain)
        {
            _told[cause] = now;
            findings.Add(finding() with { Cause = cause });
        }
    }

    private FindingSubject SubjectOf(string source) => new("", "", "", $"{source} on {node}");

    private Finding OfDown(string source, SourceSight sight, Instant now) => Of(
        source,
        $"Windsock on {node} has not been connected to {source} for {TimeWords.Of(now.Since(sight.DownSince))}: it sees nothing of that node's flows.",
        $"Look at {source} on {node} (is the Cilium agent up, is its socket mounted?) and at the log of the agent there.",
        sight.DownSince,
        now,
        new Measure("connected", "no", "yes"));

    private Finding OfLoss(string source, SourceSight sight, Instant now) => Of(
        source,
        FormattableString.Invariant($"{source} on {node} lost {sight.Lost:#,0} of {sight.Seen + sight.Lost:#,0} events in the last {TimeWords.Of(options.Window)}: {100 * sight.Completeness:0.#} % came through."),
        "Raise Hubble's buffers (Helm: hubble.eventBufferCapacity, hubble.eventQueueSize) or the CPU of the Cilium agent on that node. Until then counts of that node are lower bounds.",
        now,
        now,
        new Measure("came through", FormattableString.Invariant($"{100 * sight.Completeness:0.#} %"), FormattableString.Invariant($"at least {100 * options.MinCompleteness:0.#} %")),
        new Measure("lost events", FindingText.Count(sight.Lost, "event"), ""));

    private Finding Of(string source, string summary, string mend, Instant since, Instant now, params Measure[] measures) => new()
    {
        Rule = Rule,
        Severity = Severity.Warning,
        Subject = SubjectOf(source),
        Cause = source,
        Summary = summary,
        Mend = mend,
        Measures = [.. measures],
        Evidence = "complete: the source's own word",
        IsComplete = true,
        Since = since,
        At = now,
    };
}
