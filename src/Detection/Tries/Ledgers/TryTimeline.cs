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
    public const string Asked = "action";
    public const string AskedInVain = "action_failed";
    public const string Platform = "platform";
    public const string Lost = "evidence_lost";

    private readonly int _max;
    private readonly int _headLength;

    /// <summary>The first lines, which stay.</summary>
    private readonly List<Line> _head = [];

    private readonly Queue<Line> _dull = new();
    private readonly Queue<Line> _telling = new();

    /// <summary>The newest one, to which others that say the same are added.</summary>
    private Line? _last;

    private long _written;
    private long _lost;

    /// <param name="max">Lines, at least 16.</param>
    public TryTimeline(int max)
    {
        _max = max;
        _headLength = max / 4;
    }

    public bool IsTruncated { get; private set; }

    private int Count => _head.Count + _dull.Count + _telling.Count + (_last is null ? 0 : 1);

    /// <summary>Adds a line, or counts it with the one before that says the same.</summary>
    /// <param name="isDull">It tells of something that went well.</param>
    public void Add(Instant at, string kind, string text, bool isDull = false)
    {
        if (_last is { } last && last.Kind == kind && (ReferenceEquals(last.Text, text) || last.Text == OneLine.Of(text)))
        {
            _last = last with { Count = last.Count + 1, At = at < last.At ? at : last.At };
        }
        else if (TryMakeRoom(isDull))
        {
            _last = new Line(_written++, at, kind, OneLine.Of(text), 1, isDull);
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

        var goesOn = _last is { Kind: Lost } && _lost > 0;
        _lost = goesOn ? _lost + count : count;
        var text = string.Create(CultureInfo.InvariantCulture, $"the source lost {_lost} events");
        if (goesOn)
        {
            _last = _last!.Value with { Text = text };
        }
        else
        {
            Add(at, Lost, text);
        }
    }

    public void Absorb(TryTimeline other)
    {
        foreach (var line in other.InOrder())
        {
            for (var time = 0; time < Math.Min(line.Count, _max); time++)
            {
                Add(line.At, line.Kind, line.Text, line.IsDull);
            }
        }

        IsTruncated |= other.IsTruncated;
    }

    public ImmutableArray<TryEvent> ToEvents() =>
        [.. InOrder().OrderBy(line => line.At).Select(line => new TryEvent(line.At, line.Kind, line.Text, line.Count))];

    private List<Line> InOrder()
    {
        List<Line> lines = [.. _head, .. _dull.Concat(_telling).OrderBy(line => line.Number)];
        if (_last is { } last)
        {
            lines.Add(last);
        }

        return lines;
    }

    /// <summary>Gives the newest line its place, and a line from the middle up for it when there are too many.</summary>
    /// <returns>False when the line to be written is itself the one to be left out.</returns>
    private bool TryMakeRoom(bool isDull)
    {
        if (Count >= _max)
        {
            IsTruncated = true;
            if (_dull.Count > 0)
            {
                _dull.Dequeue();
            }
            else if (_last is { IsDull: true })
            {
                return true;
            }
            else if (isDull)
            {
                return false;
            }
            else
            {
                _telling.Dequeue();
            }
        }

        if (_last is not { } last)
        {
            return true;
        }

        if (_head.Count < _headLength)
        {
            _head.Add(last);
        }
        else
        {
            (last.IsDull ? _dull : _telling).Enqueue(last);
        }

        return true;
    }

    /// <param name="Number">Lines are numbered in the order in which they were written.</param>
    private readonly record struct Line(long Number, Instant At, string Kind, string Text, int Count, bool IsDull);
}
