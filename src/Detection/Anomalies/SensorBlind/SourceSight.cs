using Windsock.Model.Flows;

namespace Windsock.Detection.Anomalies.SensorBlind;

/// <summary>How much of what one source had to tell came through lately. Events are counted in ten parts of the window.</summary>
internal sealed class SourceSight(TimeSpan window)
{
    private const int Parts = 10;

    private readonly TimeSpan _part = window / Parts;
    private readonly long[] _seen = new long[Parts];
    private readonly long[] _lost = new long[Parts];
    private Instant _partBegan;
    private int _current;

    /// <summary>Missing while it is up, or was never told to be down.</summary>
    public Instant DownSince { get; set; }

    public long Seen => _seen.Sum();

    public long Lost => _lost.Sum();

    /// <summary>0 to 1; 1 when nothing was to be seen.</summary>
    public double Completeness => Seen + Lost is var all and > 0 ? (double)Seen / all : 1;

    public void AddSeen(long count) => _seen[_current] += count;

    public void AddLost(long count) => _lost[_current] = Math.Min(_lost[_current] + Math.Min(count, long.MaxValue / 64), long.MaxValue / 64);

    /// <summary>Leaves behind what is older than the window.</summary>
    public void Advance(Instant now)
    {
        if (_partBegan.IsMissing || now < _partBegan || now.Since(_partBegan) > window)
        {
            if (!_partBegan.IsMissing && now > _partBegan)
            {
                Array.Clear(_seen);
                Array.Clear(_lost);
            }

            _partBegan = now;
        }

        while (now.Since(_partBegan) >= _part)
        {
            _partBegan = _partBegan.Add(_part);
            _current = (_current + 1) % Parts;
            _seen[_current] = 0;
            _lost[_current] = 0;
        }
    }
}
