using System.Collections.Immutable;
using Windsock.Evaluation.Traces.Incidents;
using Windsock.Model.Flows;
using Windsock.Model.Sources;
using Windsock.Model.Tries;

namespace Windsock.Evaluation.Traces.Encoding;

/// <summary>Decides which flow events are lost at the source, and tells of it as the source does: how many, every half a minute; or
/// after it was away, that there is a gap.</summary>
internal sealed class LossDice(ImmutableArray<LossSpan> spans, Randomness random)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(30);
    private int _span;
    private long _unsaid;
    private Instant _saidAt = Instant.Missing;

    public long Lost { get; private set; }

    public bool Loses(Instant at)
    {
        if (_span >= spans.Length || at < spans[_span].From || at >= spans[_span].Until || !random.Chance(spans[_span].Share))
        {
            return false;
        }

        Lost++;
        _unsaid++;
        spans[_span].Incident?.Happened(at, at);
        return true;
    }

    /// <summary>What is to be told by then; null when nothing is.</summary>
    public EvidenceLost? Told(Instant now)
    {
        if (_span >= spans.Length || now < spans[_span].From)
        {
            return null;
        }

        var span = spans[_span];
        var isOver = now >= span.Until;
        if (!isOver && (span.IsUncounted || (!_saidAt.IsMissing && now.Since(_saidAt) < Pace)))
        {
            return null;
        }

        var since = span.IsUncounted || _saidAt.IsMissing ? span.From : _saidAt;
        var lost = span.IsUncounted || _unsaid > 0 ? new EvidenceLost("hubble", LossReason.HubbleRingBuffer, span.IsUncounted ? 0 : _unsaid, since, now) : null;
        (_unsaid, _saidAt) = (0, isOver ? Instant.Missing : now);
        _span += isOver ? 1 : 0;
        return lost;
    }
}
