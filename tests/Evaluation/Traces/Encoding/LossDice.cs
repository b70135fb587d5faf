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
    private const string Source = "hubble";

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
        return true;
    }

    /// <summary>What is to be told by then.</summary>
    public ImmutableArray<TaskFact> Told(Instant now)
    {
        if (_span >= spans.Length || now < spans[_span].From)
        {
            return [];
        }

        var span = spans[_span];
        return span.IsUncounted ? TellAbsence(span, now) : TellLoss(span, now);
    }

    private ImmutableArray<TaskFact> TellAbsence(LossSpan span, Instant now)
    {
        if (now >= span.Until)
        {
            EndSpan();
            return [new SourceTurned(Source, true, now, now), new EvidenceLost(Source, LossReason.Unknown, 0, span.From, now)];
        }

        var isNews = _saidAt.IsMissing;
        _saidAt = now;
        return isNews ? [new SourceTurned(Source, false, span.From, now)] : [];
    }

    private ImmutableArray<TaskFact> TellLoss(LossSpan span, Instant now)
    {
        var isOver = now >= span.Until;
        if (!isOver && !_saidAt.IsMissing && now.Since(_saidAt) < Pace)
        {
            return [];
        }

        var (lost, since) = (_unsaid, _saidAt.IsMissing ? span.From : _saidAt);
        (_unsaid, _saidAt) = (0, now);
        if (isOver)
        {
            EndSpan();
        }

        return lost > 0 ? [new EvidenceLost(Source, LossReason.HubbleRingBuffer, lost, since, now)] : [];
    }

    private void EndSpan()
    {
        (_unsaid, _saidAt) = (0, Instant.Missing);
        _span++;
    }
}
