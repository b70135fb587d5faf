using System.Collections.Immutable;
using System.Globalization;
using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tries.Ledgers;

/// <summary>The lines of a try's timeline. Bounded: when it is full, lines from the middle make room, those about what went well
/// before all others. How a try began and how it ended is what people ask.</summary>
internal sealed class TryTimeline
{
    public const string PodStarted = "pod_started";
    public const string PodEnded = "pod_ended";
    public const string Connected = "connection";
    public const string Denied = "denied";
    public const string Dns = "dns";
    public const string Http = "http";
    public const string Lost = "evidence_lost";

    private readonly List<Line> _lines = [];
    private readonly int _max;
    private readonly int _head;
    private long _lost;

    public TryTimeline(int max)
    {
        _max = max;
        _head = max / 4;
    }

    public bool IsTruncated { get; private set; }

    /// <summary>Adds a line, or counts it with the one before that says the same.</summary>
    /// <param name="isDull">It tells of something that went well.</param>
    public void Add(Instant at, string kind, string text, bool isDull = false)
    {
        text = OneLine.Of(text);
        if (_lines.Count > 0 && _lines[^1] is var last && last.Kind == kind && last.Text == text)
        {
            _lines[^1] = last with { Count = last.Count + 1, At = at < last.At ? at : last.At };
            return;
        }

        _lines.Add(new Line(at, kind, text, 1, isDull));
        if (_lines.Count > _max)
        {
            IsTruncated = true;
            MakeRoom();
        }
    }

    /// <summary>Losses in a row are one line with their sum.</summary>
    /// <param name="count">0 when nobody can say how many.</param>
    public void AddLoss(Instant at, long count)
    {
        if (count == 0)
        {
            Add(at, Lost, "the source was cut off; what it missed is not known");
            return;
        }

        var goesOn = _lines.Count > 0 && _lines[^1].Kind == Lost && _lost > 0;
        _lost = goesOn ? _lost + count : count;
        var text = string.Create(CultureInfo.InvariantCulture, $"the source lost {_lost} events");
        if (goesOn)
        {
            _lines[^1] = _lines[^1] with { Text = text };
        }
        else
        {
            Add(at, Lost, text);
        }
    }

    public void Absorb(TryTimeline other)
    {
        foreach (var line in other._lines)
        {
            for (var time = 0; time < Math.Min(line.Count, _max); time++)
            {
                Add(line.At, line.Kind, line.Text, line.IsDull);
            }
        }

        IsTruncated |= other.IsTruncated;
    }

    public ImmutableArray<TryEvent> ToEvents() =>
        [.. _lines.OrderBy(line => line.At).Select(line => new TryEvent(line.At, line.Kind, line.Text, line.Count))];

    private void MakeRoom()
    {
        var dull = _lines.FindIndex(_head, line => line.IsDull);
        _lines.RemoveAt(dull >= 0 ? dull : _head);
    }

    private readonly record struct Line(Instant At, string Kind, string Text, int Count, bool IsDull);
}
