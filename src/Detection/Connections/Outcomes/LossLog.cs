namespace Windsock.Detection.Connections.Outcomes;

/// <summary>When events were lost, in the time of the flows. Remembers the last few losses; older ones become one that spans them.</summary>
internal sealed class LossLog
{
    private const int MaxLosses = 64;

    private readonly List<(long Since, long Until)> _losses = [];

    public void Add(long since, long until)
    {
        if (_losses.Count > 0 && _losses[^1] is var last && since <= last.Until && until >= last.Since)
        {
            _losses[^1] = (Math.Min(since, last.Since), Math.Max(until, last.Until));
            return;
        }

        if (_losses.Count == MaxLosses)
        {
            _losses[0] = (Math.Min(_losses[0].Since, _losses[1].Since), Math.Max(_losses[0].Until, _losses[1].Until));
            _losses.RemoveAt(1);
        }

        _losses.Add((since, until));
    }

    public bool Overlaps(long from, long to)
    {
        for (var index = _losses.Count - 1; index >= 0; index--)
        {
            if (_losses[index].Since <= to && _losses[index].Until >= from)
            {
                return true;
            }
        }

        return false;
    }
}
