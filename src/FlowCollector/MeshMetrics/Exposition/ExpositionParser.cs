namespace Windsock.FlowCollector.MeshMetrics.Exposition;

/// <summary>Finds the series that are wanted in a page that comes in pieces, of any size. Holds one line at most, whatever comes; of
/// lines that are not wanted it allocates nothing and keeps nothing. A last line without an end is cut off and not believed.</summary>
internal sealed class ExpositionParser(ISeriesReader reader)
{
    /// <summary>Istio's longest lines are below 2 KiB.</summary>
    public const int MaxLineBytes = 16 * 1024;

    private readonly byte[] _begun = new byte[MaxLineBytes];
    private int _length;
    private bool _isTooLong;

    /// <summary>Lines of a wanted counter that could not be read: not valid, too long, or cut off.</summary>
    public int Unreadable { get; private set; }

    public void Take(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            var end = piece.IndexOf((byte)'\n');
            if (end < 0)
            {
                Keep(piece);
                return;
            }

            TakeEndOfLine(piece[..end]);
            piece = piece[(end + 1)..];
        }
    }

    /// <summary>The page is over; the next piece begins another one.</summary>
    public void End()
    {
        if (_length > 0 || _isTooLong)
        {
            Unreadable += SeriesLine.CounterOf(_begun.AsSpan(0, _length)) == MeshCounter.None ? 0 : 1;
        }

        (_length, _isTooLong) = (0, false);
    }

    private void TakeEndOfLine(ReadOnlySpan<byte> last)
    {
        if (_length == 0 && !_isTooLong && last.Length <= MaxLineBytes)
        {
            ReadLine(last);
            return;
        }

        Keep(last);
        if (_isTooLong)
        {
            End();
            return;
        }

        var line = _begun.AsSpan(0, _length);
        _length = 0;
        ReadLine(line);
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        // The beginning of a line that is too long is kept: it tells whether the line was wanted.
        var fits = Math.Min(part.Length, MaxLineBytes - _length);
        part[..fits].CopyTo(_begun.AsSpan(_length));
        _length += fits;
        _isTooLong |= fits < part.Length;
    }

    private void ReadLine(ReadOnlySpan<byte> line)
    {
        var counter = SeriesLine.CounterOf(line);
        if (counter == MeshCounter.None)
        {
            return;
        }

        if (SeriesLine.TryRead(line.TrimEnd((byte)'\r'), out var labels, out var value))
        {
            reader.Read(counter, labels, value);
        }
        else
        {
            Unreadable++;
        }
    }
}
